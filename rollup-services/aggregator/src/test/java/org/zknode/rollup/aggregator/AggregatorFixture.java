/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.zknode.rollup.aggregator.TestChain.CHAIN;
import static org.zknode.rollup.aggregator.TestChain.SENDER;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.zknode.eth.Address;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** An aggregator with real gRPC and a real PostgreSQL; provers and L1 behave as they are told. */
abstract class AggregatorFixture {
  static final long ROLLUP_ID = 1;
  static final Duration LEASE = Duration.ofMinutes(5);
  static final Duration QUARANTINE = Duration.ofMinutes(10);

  final MutableClock clock = MutableClock.create();
  final VerifyingL1 l1 = new VerifyingL1();
  final TestStatus status = new TestStatus();
  final CountingMetrics metrics = new CountingMetrics();
  final List<TestProver> provers = new ArrayList<>();
  StateStore store;
  TestChain chain;
  Aggregator aggregator;

  @BeforeEach
  void start() {
    store = TestStore.borrow();
    chain = new TestChain(store);
    aggregator = aggregator(0);
    aggregator.start();
  }

  @AfterEach
  void stop() {
    provers.forEach(TestProver::close);
    aggregator.stop();
    store.close();
  }

  Aggregator aggregator(final int port) {
    return aggregator(port, BigInteger.ZERO);
  }

  Aggregator aggregator(final int port, final BigInteger minReward) {
    return new Aggregator(
        new AggregatorConfig(
            "127.0.0.1",
            port,
            Path.of("unused"),
            TestChain.BENEFICIARY,
            Duration.ZERO,
            LEASE,
            Duration.ofMillis(20),
            AggregatorConfig.DEFAULT_MAX_INPUT_BYTES,
            ServerAccess.OPEN,
            new ProverRules(3, QUARANTINE, minReward)),
        CHAIN,
        new L1Config(
            List.of(),
            31337,
            TestChain.ROLLUP_MANAGER,
            Address.ZERO,
            Address.ZERO,
            ROLLUP_ID,
            0,
            BlockTag.LATEST),
        SENDER,
        TestChain.GENESIS_ROOT,
        new AggregatorPorts(
            store,
            TestChain::exitRoot,
            TestChain::witness,
            l1.client(),
            chain.transactions(),
            status,
            metrics,
            clock));
  }

  TestProver prover(final String name, final TestProver.Manner manner) {
    return prover(name, CHAIN.forkId(), manner);
  }

  TestProver prover(final String name, final long forkId, final TestProver.Manner manner) {
    final TestProver prover = new TestProver(chain, aggregator.port(), name, forkId, manner);
    provers.add(prover);
    return prover;
  }

  List<Proof> rows() {
    return store.read(tx -> tx.proofs().all());
  }

  /** Complete proofs as {@code 1-2}. */
  List<String> complete() {
    return store.read(
        tx ->
            tx.proofs().completeAbove(0).stream()
                .map(proof -> proof.fromBatch() + "-" + proof.toBatch())
                .toList());
  }

  List<String> eventIds() {
    return events().stream().map(Event::eventId).toList();
  }

  List<Event> events() {
    return store.read(tx -> tx.events().last(50));
  }

  static Bytes calldata(final long from, final long to) {
    final Bytes proof = Bytes.fromHexString(TestProver.finalProofHex(from, to));
    return ElderberryAbi.verifyBatchesTrustedAggregator(
        new ElderberryAbi.VerifyCall(
            ROLLUP_ID,
            from - 1,
            to,
            TestChain.exitRoot(2 * to),
            TestChain.stateRoot(to),
            TestChain.BENEFICIARY,
            IntStream.range(0, 24).mapToObj(i -> Bytes32.wrap(proof.slice(32 * i, 32))).toList()));
  }

  void awaitSubmitted(final String... ids) {
    await()
        .untilAsserted(
            () -> {
              // A final proof that was put off waits for the clock.
              clock.advance(Duration.ofSeconds(1));
              assertThat(chain.submitted())
                  .extracting(MonitoredTransaction::id)
                  .containsExactly(ids);
            });
  }
}
