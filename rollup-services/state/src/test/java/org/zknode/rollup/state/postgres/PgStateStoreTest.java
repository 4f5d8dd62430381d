/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** Transactions, locks and failures on a real PostgreSQL. */
class PgStateStoreTest {
  private final TestDatabase database = TestDatabases.fresh();

  private PgStateStore open() {
    return PgStateStore.open(database.config(), getClass().getClassLoader());
  }

  private static Event event(final String text) {
    return new Event(1, "INFO", "test", "TEST", text);
  }

  @Test
  void aThrowingTransactionLeavesNothingAndAReadCannotWrite() {
    try (PgStateStore store = open()) {
      assertThatThrownBy(
              () ->
                  store.update(
                      tx -> {
                        tx.events().insert(event("lost"));
                        throw new CriticalException(new Halt(HaltCode.DEFECT, "a", "b", "c"));
                      }))
          .isInstanceOf(CriticalException.class);
      assertThat(store.<List<Event>>read(tx -> tx.events().last(9))).isEmpty();
      assertThatThrownBy(
              () ->
                  store.read(
                      tx -> {
                        tx.events().insert(event("no"));
                        return null;
                      }))
          .hasMessageContaining("read-only transaction");
    }
  }

  @Test
  void aReadSeesOneSnapshot() {
    try (PgStateStore store = open()) {
      store.read(
          tx -> {
            assertThat(tx.l1Blocks().last()).isEmpty();
            try (PgStateStore other = open()) {
              other.update(
                  t -> t.l1Blocks().insert(new L1BlockRef(1, Bytes32.ZERO, Bytes32.ZERO, 1)));
            }
            assertThat(tx.l1Blocks().last()).isEmpty();
            return null;
          });
      assertThat(store.<Optional<L1BlockRef>>read(tx -> tx.l1Blocks().last())).isPresent();
    }
  }

  @Test
  void killedConnectionsAreTemporaryAndReplaced() {
    try (PgStateStore store = open()) {
      store.update(tx -> tx.events().insert(event("before")));
      assertThatThrownBy(
              () ->
                  store.update(
                      tx -> {
                        tx.events().insert(event("lost"));
                        database.killConnections();
                        tx.events().insert(event("lost too"));
                      }))
          .isInstanceOf(TemporaryException.class)
          .hasMessageStartingWith("state DB: ");
      await()
          .ignoreExceptionsInstanceOf(TemporaryException.class)
          .untilAsserted(() -> store.update(tx -> tx.events().insert(event("after"))));
      assertThat(store.<List<Event>>read(tx -> tx.events().last(9)))
          .extracting(Event::description)
          .containsExactly("after", "before");
    }
  }

  @Test
  void aLostServerIsTemporary() {
    try (PgStateStore store = open()) {
      store.read(tx -> tx.events().last(1));
      database.denyConnections();
      assertThatThrownBy(() -> store.read(tx -> tx.events().last(1)))
          .isInstanceOf(TemporaryException.class);
    }
  }

  @Test
  void aLockIsHeldByOneStoreAndFreeAfterItsClose() {
    try (PgStateStore one = open();
        PgStateStore two = open()) {
      assertThat(one.tryLock("sequencer")).isTrue();
      assertThat(one.tryLock("sequencer")).isTrue();
      assertThat(two.tryLock("sequencer")).isFalse();
      assertThat(two.tryLock("synchronizer")).isTrue();
      one.close();
      await().until(() -> two.tryLock("sequencer"));
    }
  }

  @Test
  void aLostLockIsNoticedAndTakenAgainOnlyIfFree() {
    try (PgStateStore one = open();
        PgStateStore two = open()) {
      assertThat(one.tryLock("sequencer")).isTrue();
      database.killConnections();
      await()
          .ignoreExceptionsInstanceOf(TemporaryException.class)
          .until(() -> two.tryLock("sequencer"));
      assertThat(one.tryLock("sequencer")).isFalse();
    }
  }

  @Test
  void concurrentLeasesOnOverlappingBatchesHaveOneWinner() throws Exception {
    final int racers = 6;
    final AtomicInteger winners = new AtomicInteger();
    final CountDownLatch start = new CountDownLatch(1);
    try (PgStateStore store = open();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final CompletableFuture<?>[] all = new CompletableFuture<?>[racers];
      for (int i = 0; i < racers; i++) {
        final long first = i + 1L;
        all[i] =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    start.await();
                  } catch (final InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  final Proof lease =
                      new Proof(first, 9, Optional.empty(), first, Optional.of(100L), "p");
                  if (store.write(tx -> tx.proofs().tryLease(lease, 0))) {
                    winners.incrementAndGet();
                  }
                },
                executor);
      }
      start.countDown();
      CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
      assertThat(winners).hasValue(1);
      assertThat(store.<List<Proof>>read(tx -> tx.proofs().all())).hasSize(1);
    }
  }

  @Test
  void aLateHolderOnAnotherConnectionCannotCompleteAReleasedLease() {
    try (PgStateStore late = open();
        PgStateStore next = open()) {
      assertThat(late.<Boolean>write(tx -> tx.proofs().tryLease(lease(7, 100), 0))).isTrue();
      // The lease lapses and another process takes the batch.
      assertThat(next.<Boolean>write(tx -> tx.proofs().tryLease(lease(8, 200), 99))).isFalse();
      assertThat(next.<Boolean>write(tx -> tx.proofs().tryLease(lease(8, 200), 100))).isTrue();

      assertThat(late.<Boolean>write(tx -> tx.proofs().complete(1, 2, 7, "late"))).isFalse();
      late.update(tx -> tx.proofs().release(1, 2, 7));

      assertThat(next.<Boolean>write(tx -> tx.proofs().complete(1, 2, 8, "good"))).isTrue();
      assertThat(late.<List<Proof>>read(tx -> tx.proofs().all()))
          .singleElement()
          .satisfies(proof -> assertThat(proof.proof()).contains("good"));
    }
  }

  private static Proof lease(final long token, final long untilMillis) {
    return new Proof(1, 2, Optional.empty(), token, Optional.of(untilMillis), "p" + token);
  }

  @Test
  void twoConnectionsThatJoinTheSameProofsDoItOnce() throws Exception {
    try (PgStateStore first = open();
        PgStateStore second = open();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      first.update(
          tx -> {
            for (long batch = 1; batch <= 2; batch++) {
              tx.proofs()
                  .tryLease(
                      new Proof(batch, batch, Optional.empty(), batch, Optional.of(9L), "p"), 0);
              tx.proofs().complete(batch, batch, batch, "proof");
            }
          });
      final CountDownLatch joined = new CountDownLatch(1);
      final CompletableFuture<Boolean> slow =
          CompletableFuture.supplyAsync(
              () ->
                  first.write(
                      tx -> {
                        final boolean done = join(tx, 11);
                        joined.countDown();
                        return done;
                      }),
              executor);
      joined.await();
      final CompletableFuture<Boolean> other =
          CompletableFuture.supplyAsync(() -> second.write(tx -> join(tx, 12)), executor);
      assertThat(slow.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(other.get(30, TimeUnit.SECONDS)).isFalse();
      assertThat(first.<List<Proof>>read(tx -> tx.proofs().all()))
          .extracting(Proof::leaseToken)
          .containsExactly(11L);
    }
  }

  private static boolean join(final StateStore.Tx tx, final long token) {
    return tx.proofs()
        .replaceByAggregate(
            new ProofHead(1, 1, 1),
            new ProofHead(2, 2, 2),
            new Proof(1, 2, Optional.of("union"), token, Optional.empty(), "p"));
  }

  @Test
  void anUnreachableServerAndAWrongUrlAreNamed() throws Exception {
    final int freePort;
    try (ServerSocket socket = new ServerSocket(0)) {
      freePort = socket.getLocalPort();
    }
    assertThatThrownBy(() -> open("jdbc:postgresql://localhost:" + freePort + "/x"))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("state DB")
        .hasMessageContaining(":" + freePort);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open("postgres://u:secret@h/x?password=secret"))
        .withMessageContaining("jdbc:postgresql://host:port/database")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  private void open(final String url) {
    PgStateStore.open(
            new DatabaseConfig(url, Optional.empty(), "postgres", Optional.of("secret")),
            getClass().getClassLoader())
        .close();
  }

  @Test
  void aStatementThatHangsOnALockEndsAsTemporary() throws Exception {
    try (PgStateStore store = open();
        java.sql.Connection other = database.connect();
        java.sql.Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE state.event IN ACCESS EXCLUSIVE MODE");
      final long start = System.nanoTime();
      assertThatThrownBy(() -> store.read(tx -> tx.events().last(1)))
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("lock timeout");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }
}
