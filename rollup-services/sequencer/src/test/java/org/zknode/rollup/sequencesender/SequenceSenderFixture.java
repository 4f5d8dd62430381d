/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.SequencerFixture;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;
import org.zknode.rollup.testkit.TestTransactions;

/** A sequence sender on a state DB, an L1 and a transaction manager, which the test drives. */
abstract class SequenceSenderFixture {
  static final PrivateKey KEY = TestTransactions.key(5);
  static final Address ROLLUP = Address.fromHex("0x00000000000000000000000000000000000000a2");
  static final Address COINBASE = SequencerFixture.CHAIN.coinbase();
  static final List<Address> VERIFIERS =
      List.of(TestTransactions.key(101).address(), TestTransactions.key(102).address());

  final MutableClock clock = MutableClock.create();
  final StateStore store = TestStore.borrow();
  final FakeL1 l1 = new FakeL1();
  final NodeStatus status = new NodeStatusTracker(clock, event -> {});

  /** What is submitted stays as it is: the test says what becomes of it. */
  MonitoredL1TransactionManager manager = manager(unreachable());

  boolean fellBehind;
  SequenceSender sender = newSender(0);

  @AfterEach
  void close() {
    store.close();
  }

  final MonitoredL1TransactionManager manager(final L1Client sentTo) {
    return new MonitoredL1TransactionManager(
        store,
        sentTo,
        List.of(KEY),
        L1TransactionSettings.defaults(),
        clock,
        status,
        Metrics.none());
  }

  private static L1Client unreachable() {
    return (L1Client)
        Proxy.newProxyInstance(
            L1Client.class.getClassLoader(),
            new Class<?>[] {L1Client.class},
            (proxy, method, arguments) -> {
              throw new TemporaryException("L1 does not answer");
            });
  }

  FeeAllowance fees() {
    return new FeeAllowance(l1, store, manager, KEY.address(), ROLLUP, BigInteger.ZERO, status);
  }

  SequenceSender newSender(final int threshold) {
    return newSender(threshold, 4);
  }

  private static SequencerConfig config(final int threshold, final int inFlight) {
    final SequencerConfig usual =
        SequencerFixture.config(120_000, 300, Duration.ofSeconds(60), threshold, VERIFIERS);
    return new SequencerConfig(
        usual.blockTime(),
        usual.emptyBlockInterval(),
        usual.batchTimeout(),
        usual.maxBatchBytes(),
        usual.maxBatchTransactions(),
        usual.sequencerKeyFile(),
        usual.sequenceInterval(),
        usual.maxBatchesPerSequence(),
        usual.verifierThreshold(),
        usual.acceptedVerifiers(),
        usual.verifierRequestTimeout(),
        usual.verifierRetryDelay(),
        usual.forcedBatches(),
        usual.maxFeeAllowance(),
        usual.haltAtBatch(),
        usual.resources(),
        new SequencerConfig.Settlement(inFlight, 0, 0),
        usual.preconfirmationInterval(),
        OptionalLong.empty());
  }

  SequenceSender newSender(final int threshold, final int inFlight) {
    return new SequenceSender(
        store,
        l1,
        manager,
        SequencerFixture.CHAIN,
        config(threshold, inFlight),
        new L1Config(List.of(), 31337, Address.ZERO, ROLLUP, Address.ZERO, 1, 0, BlockTag.LATEST),
        KEY.address(),
        fees(),
        following(),
        status,
        clock,
        Metrics.none());
  }

  private Following following() {
    return new Following() {
      @Override
      public boolean isCaughtUp() {
        return true;
      }

      @Override
      public void fellBehind() {
        fellBehind = true;
      }
    };
  }

  static Bytes data(final long number, final int size) {
    return Bytes.repeat((byte) number, size);
  }

  static long timestamp(final long number) {
    return FakeL1.GENESIS_TIMESTAMP + number;
  }

  void addBatch(final long number, final int size, final boolean checked) {
    final Bytes32 hash = Keccak256.hash(Bytes.ofUnsignedLong(number));
    store.update(
        tx -> {
          tx.blocks().insert(new BlockInfo(number, hash, number, timestamp(number), 0, 1));
          tx.batches()
              .insert(
                  new Batch(
                      number,
                      number,
                      number,
                      data(number, size),
                      hash,
                      true,
                      checked,
                      Optional.of("Max transactions")));
        });
  }

  List<MonitoredTransaction> submitted() {
    return store.read(tx -> tx.monitoredTransactions().ofOwner(SequenceSender.OWNER, 100));
  }

  ElderberryAbi.SequenceCall call(final String id) {
    return ElderberryAbi.decodeSequenceBatches(
        manager.find(SequenceSender.OWNER, id).orElseThrow().data());
  }

  /** The transaction manager got that far with it. */
  void set(final String id, final Status newStatus, final String error) {
    final MonitoredTransaction old = manager.find(SequenceSender.OWNER, id).orElseThrow();
    store.update(
        tx ->
            tx.monitoredTransactions()
                .update(
                    new MonitoredTransaction(
                        old.owner(),
                        old.id(),
                        old.dependsOn(),
                        old.from(),
                        old.to(),
                        old.data(),
                        Optional.of(0L),
                        1,
                        old.price(),
                        old.accepted(),
                        newStatus,
                        old.history(),
                        old.withdrawnAt(),
                        Optional.of(l1.head(BlockTag.LATEST).number()),
                        Optional.ofNullable(error))));
  }

  boolean nextInterval() {
    clock.advance(Duration.ofSeconds(5));
    return sender.step();
  }

  String reason(final String key) {
    return status.snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(key))
        .map(NodeStatus.Reason::text)
        .findFirst()
        .orElse("");
  }
}
