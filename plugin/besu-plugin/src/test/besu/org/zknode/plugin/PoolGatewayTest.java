/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.TransactionType;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.plugin.besu.BesuEngine;
import org.zknode.plugin.besu.BesuPool;
import org.zknode.plugin.besu.ToyBesu;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.testkit.TestTransactions;

class PoolGatewayTest {
  private static final SignedTransaction OURS =
      TestTransactions.transfer(
          org.zknode.eth.TransactionType.LEGACY,
          TestTransactions.key(1),
          0,
          Address.fromHex("0x000000000000000000000000000000000000beef"));
  private static final Transaction BESUS = besus(OURS.raw());

  private final AtomicLong refusedGossip = new AtomicLong();
  private final PoolGateway gateway =
      new PoolGateway(
          new Metrics() {
            @Override
            public Counter counter(final String name, final String help) {
              return refusedGossip::addAndGet;
            }

            @Override
            public void gauge(final String name, final String help, final DoubleSupplier value) {}

            @Override
            public Gauges gauges(final String name, final String help, final String label) {
              return (value, current) -> {};
            }

            @Override
            public Histograms histogram(
                final String name,
                final String help,
                final Buckets buckets,
                final String... labels) {
              return values -> value -> {};
            }
          });
  private final ToyBesu besu = new ToyBesu();
  private final BesuPool pool =
      new BesuPool(
          besu,
          BesuEngine.create(
              besu,
              1001,
              Optional.empty(),
              () -> (header, body) -> true,
              () -> (call, overrides, header, tracer, parameters) -> Optional.empty()));
  private final List<SignedTransaction> stored = new ArrayList<>();

  private static Transaction besus(final Bytes raw) {
    return new Transaction(
        TransactionType.FRONTIER,
        21_000,
        org.hyperledger.besu.datatypes.Address.wrap(OURS.sender().bytes()),
        Hash.wrap(OURS.hash()),
        raw);
  }

  private void open(final TransactionGateway target, final boolean gossip, final boolean relays) {
    gateway.require();
    gateway.open(new PoolGateway.Active(target, pool, gossip, relays));
  }

  private Optional<String> local() {
    return gateway.validateTransaction(BESUS, true, false);
  }

  private Optional<String> gossip() {
    return gateway.validateTransaction(BESUS, false, false);
  }

  @Test
  void withoutARoleBesusPoolIsItsOwn() {
    assertThat(local()).isEmpty();
    assertThat(gossip()).isEmpty();
  }

  /** An acknowledged transaction is stored; so nothing is acknowledged that nobody stores. */
  @Test
  void betweenStartAndStopOnly() {
    gateway.require();
    assertThat(local()).hasValue("the node does not take transactions yet");
    assertThat(gossip()).hasValue("the node does not take transactions yet");

    open(stored::add, true, false);
    assertThat(local()).isEmpty();
    assertThat(stored).containsExactly(OURS);

    gateway.close();
    assertThat(local()).hasValue("the node does not take transactions yet");
    assertThat(stored).hasSize(1);
  }

  @Test
  void theSenderIsTheOneThatBesuRecovered() {
    open(stored::add, true, false);
    local();

    assertThat(stored.getFirst().sender()).isEqualTo(OURS.sender());
  }

  @Test
  void refusalsReachTheCallerAsTheyAre() {
    open(
        transaction -> {
          throw new PoolRejectedException("gas price too low");
        },
        true,
        false);

    assertThat(local()).hasValue("gas price too low");
    assertThat(refusedGossip).hasValue(0);
    assertThat(gossip()).hasValue("gas price too low");
    assertThat(refusedGossip).hasValue(1);
  }

  /** Whoever was refused is not waited for. */
  @Test
  void aRefusedOneIsShownWhenAnotherNodeStoresIt() {
    open(
        transaction -> {
          throw new PoolRejectedException("gas price too low");
        },
        true,
        false);
    local();

    pool.add(List.of(OURS));
    assertThat(pool.hashes()).containsExactly(OURS.hash());
  }

  @Test
  void gossipIsForTheMainNode() {
    open(stored::add, false, true);

    assertThat(gossip()).hasValue("this node takes transactions over its own JSON-RPC only");
    assertThat(stored).isEmpty();
  }

  @Test
  void whatIsShownFromThePoolDbIsNotStoredAgain() {
    open(stored::add, false, false);
    final List<Optional<String>> answers = new ArrayList<>();
    besu.getTransactionPool()
        .onAdding(
            transaction -> answers.add(gateway.validateTransaction(transaction, false, false)));

    pool.add(List.of(OURS));

    assertThat(answers).containsExactly(Optional.empty());
    assertThat(stored).isEmpty();
  }

  @Test
  void aRelaySendsOnlyWhatBesuWouldTake() {
    open(stored::add, false, true);

    assertThat(local()).hasValue("insufficient funds for gas * price + value");
    besu.getTransactionPool().enable(false);
    assertThat(local().orElseThrow()).startsWith("this node is not in sync");
    assertThat(stored).isEmpty();
  }

  @Test
  void aTypeThatTheChainDoesNotHaveIsRefused() {
    open(stored::add, true, false);

    assertThat(gateway.validateTransaction(besus(Bytes.fromHexString("0x03aa")), true, false))
        .isPresent();
    assertThat(stored).isEmpty();
  }

  static Stream<Throwable> defects() {
    return Stream.of(
        new IllegalStateException("pool is closed"),
        new NoClassDefFoundError("org/postgresql/Thing"),
        new StackOverflowError(),
        new AssertionError("never"));
  }

  /** Besu would drop the call without an answer, and its place would be gone. */
  @ParameterizedTest
  @MethodSource("defects")
  void aDefectIsARefusalAndHoldsNothing(final Throwable defect) {
    open(
        transaction -> {
          if (defect instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) defect;
        },
        true,
        false);

    for (int i = 0; i < 3 * PoolGateway.MAX_WAITING; i++) {
      assertThat(local().orElseThrow()).startsWith("the transaction could not be stored: ");
    }
    pool.add(List.of(OURS));
    assertThat(pool.hashes()).as("it is not expected any more").containsExactly(OURS.hash());
  }

  @Test
  void aPoolDbThatHangsHoldsTenThreadsAndNoMore() throws Exception {
    final CountDownLatch hanging = new CountDownLatch(PoolGateway.MAX_WAITING);
    final CountDownLatch end = new CountDownLatch(1);
    open(
        transaction -> {
          hanging.countDown();
          try {
            end.await();
          } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        true,
        false);
    final List<Future<Optional<String>>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < PoolGateway.MAX_WAITING; i++) {
        answers.add(threads.submit(this::local));
      }
      assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();

      assertThat(local())
          .hasValue(
              "this node is busy: 10 transactions wait to be stored; this one was not taken, try"
                  + " again");
      end.countDown();
      for (final Future<Optional<String>> answer : answers) {
        assertThat(answer.get()).isEmpty();
      }
    } finally {
      end.countDown();
    }
  }
}
