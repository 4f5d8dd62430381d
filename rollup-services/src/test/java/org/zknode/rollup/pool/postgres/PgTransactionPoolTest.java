/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.config.DatabaseConfig;
import org.zknode.rollup.database.MigrationSteps;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.pool.TransactionPool.Dead;
import org.zknode.rollup.pool.TransactionPool.PooledTransaction;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestTransactions;

class PgTransactionPoolTest {
  private static final PrivateKey ALICE = TestTransactions.key(1);
  private static final PrivateKey BOB = TestTransactions.key(2);

  private final TestDatabase database = TestDatabases.fresh();
  private final MutableClock clock = MutableClock.create();
  private PgTransactionPool pool;

  @BeforeEach
  void open() {
    pool = open(100);
  }

  private PgTransactionPool open(final int maxPending) {
    return PgTransactionPool.open(
        database.config(), getClass().getClassLoader(), clock, maxPending);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static SignedTransaction tx(final PrivateKey key, final long nonce, final long price) {
    return TestTransactions.transfer(
        TransactionType.DYNAMIC_FEE, key, nonce, BOB.address(), BigInteger.valueOf(price));
  }

  private void assertRefused(final SignedTransaction transaction, final String text) {
    assertThatThrownBy(() -> pool.add(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessage(text);
  }

  private String status(final SignedTransaction transaction) {
    return pool.find(transaction.hash()).orElseThrow().status();
  }

  @Test
  void keepsWhatWasAddedOverARestart() throws Exception {
    final SignedTransaction transaction = tx(ALICE, 3, 10);
    pool.add(transaction);
    try (PgTransactionPool other = open(100)) {
      assertThat(other.find(transaction.hash()))
          .contains(
              new PooledTransaction(
                  transaction.hash(),
                  transaction.raw(),
                  ALICE.address(),
                  3,
                  "pending",
                  clock.millis()));
      assertThat(other.pendingCount()).isEqualTo(1);
      assertThat(other.highestNonce(ALICE.address())).contains(3L);
      assertThat(other.highestNonce(BOB.address())).isEmpty();
      assertThat(other.find(Bytes32.ZERO)).isEmpty();
    }
  }

  @Test
  void givesWhatOrderingNeedsAndBytesOnDemand() throws Exception {
    final SignedTransaction cheapFirst = tx(ALICE, 0, 10);
    final SignedTransaction dearSecond = tx(ALICE, 1, 900);
    final SignedTransaction bobs = tx(BOB, 5, 20);
    final SignedTransaction sameAsAlice = tx(TestTransactions.key(3), 0, 10);
    for (final SignedTransaction one : List.of(dearSecond, cheapFirst, bobs, sameAsAlice)) {
      pool.add(one);
    }
    final List<Candidate> candidates = pool.candidates();
    assertThat(candidates)
        .extracting(Candidate::hash)
        .containsExactly(dearSecond.hash(), cheapFirst.hash(), bobs.hash(), sameAsAlice.hash());
    final Candidate first = candidates.getFirst();
    assertThat(first)
        .isEqualTo(
            new Candidate(
                dearSecond.hash(),
                ALICE.address(),
                1,
                BigInteger.valueOf(900),
                BigInteger.ONE,
                dearSecond.raw().size() + 1,
                first.position()));
    assertThat(candidates).extracting(Candidate::position).isSorted();
    assertThat(pool.load(List.of(bobs.hash(), Bytes32.ZERO, cheapFirst.hash())))
        .containsOnly(
            Map.entry(bobs.hash(), bobs.raw()), Map.entry(cheapFirst.hash(), cheapFirst.raw()));
    assertThat(pool.load(List.of())).isEmpty();
  }

  @Test
  void theSameTransactionIsKnown() throws Exception {
    final SignedTransaction transaction = tx(ALICE, 0, 10);
    pool.add(transaction);
    assertRefused(transaction, "already known");
    pool.markSelected(List.of(transaction.hash()), 1);
    assertRefused(transaction, "already known");
  }

  @Test
  void isReplacedByAnEqualOrHigherPriceOnly() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    pool.add(first);
    assertRefused(tx(ALICE, 0, 9), "replacement transaction underpriced");
    final SignedTransaction equal =
        TestTransactions.transfer(TransactionType.LEGACY, ALICE, 0, BOB.address(), BigInteger.TEN);
    pool.add(equal);
    final SignedTransaction higher = tx(ALICE, 0, 11);
    pool.add(higher);
    assertThat(status(first)).isEqualTo("failed");
    assertThat(status(equal)).isEqualTo("failed");
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(higher.hash());
  }

  @Test
  void aNonceInABlockIsNotReplaced() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    pool.add(first);
    pool.markSelected(List.of(first.hash()), 1);
    assertRefused(tx(ALICE, 0, 99), "nonce too low");
    assertRefused(tx(ALICE, 0, 9), "replacement transaction underpriced");
    assertThat(pool.highestNonce(ALICE.address())).contains(0L);
  }

  @Test
  void aFailedOneMayComeBack() throws Exception {
    final SignedTransaction transaction = tx(ALICE, 0, 10);
    pool.add(transaction);
    pool.markFailed(transaction.hash(), "balance");
    assertThat(status(transaction)).isEqualTo("failed");
    assertThat(pool.candidates()).isEmpty();
    assertThat(pool.highestNonce(ALICE.address())).isEmpty();
    clock.advance(Duration.ofSeconds(5));
    pool.add(transaction);
    assertThat(pool.find(transaction.hash()).orElseThrow().receivedAtMillis())
        .isEqualTo(clock.millis());
    assertThat(status(transaction)).isEqualTo("pending");
  }

  @Test
  void anUnwoundBlockGivesItsTransactionsBack() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    final SignedTransaction second = tx(ALICE, 1, 10);
    pool.add(first);
    pool.add(second);
    pool.markSelected(List.of(first.hash()), 7);
    pool.markSelected(List.of(second.hash()), 8);
    pool.markFailed(second.hash(), "a selected one cannot fail");
    assertThat(pool.pendingCount()).isZero();
    assertThat(pool.unselectAbove(7)).isEqualTo(1);
    assertThat(status(first)).isEqualTo("selected");
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(second.hash());
  }

  @Test
  void aBlockFromL1TellsExactlyWhatIsInIt() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    final SignedTransaction second = tx(ALICE, 1, 10);
    final SignedTransaction third = tx(ALICE, 2, 10);
    pool.add(first);
    pool.add(second);
    pool.add(third);
    pool.markSelected(List.of(first.hash(), second.hash()), 7);
    pool.markSelected(List.of(third.hash()), 8);
    pool.settle(List.of(first.hash(), third.hash()), 7);
    assertThat(status(first)).isEqualTo("selected");
    assertThat(status(third)).isEqualTo("selected");
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(second.hash());
    assertThat(pool.unselectAbove(7)).as("the third is in block 7 now").isZero();
    pool.settle(List.of(), 7);
    assertThat(pool.pendingCount()).isEqualTo(3);
  }

  @Test
  void aTransactionInABlockWinsOverItsReplacement() throws Exception {
    final SignedTransaction old = tx(ALICE, 0, 10);
    final SignedTransaction replacement = tx(ALICE, 0, 20);
    pool.add(old);
    pool.add(replacement);
    pool.markSelected(List.of(old.hash(), Bytes32.ZERO), 1);
    assertThat(status(old)).isEqualTo("selected");
    assertThat(status(replacement)).isEqualTo("failed");
    pool.markSelected(List.of(), 2);
  }

  @Test
  void aFullPoolTakesNoMore() throws Exception {
    pool.close();
    pool = open(2);
    pool.add(tx(ALICE, 0, 10));
    pool.add(tx(ALICE, 1, 10));
    assertRefused(tx(ALICE, 2, 10), "txpool is full");
    pool.markSelected(List.of(tx(ALICE, 0, 10).hash()), 1);
    clock.advance(PendingCount.MAX_AGE);
    pool.add(tx(ALICE, 2, 10));
    assertThat(pool.pendingCount()).isEqualTo(2);
  }

  @Test
  void nodesThatRaceOnOneNonceStoreOne() throws Exception {
    final AtomicInteger stored = new AtomicInteger();
    try (PgTransactionPool other = open(100);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        final SignedTransaction transaction = tx(ALICE, 0, 10 + i);
        final PgTransactionPool target = i % 2 == 0 ? pool : other;
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    target.add(transaction);
                    stored.incrementAndGet();
                  } catch (final PoolRejectedException e) {
                    assertThat(e).hasMessage("replacement transaction underpriced");
                  }
                },
                executor));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }
    assertThat(stored.get()).isPositive();
    assertThat(pool.candidates())
        .extracting(Candidate::hash)
        .containsExactly(tx(ALICE, 0, 21).hash());
  }

  @Test
  void aWaiterIsToldOfWhatAnotherNodeAdds() throws Exception {
    assertThat(pool.awaitNew(Duration.ofMillis(1))).isTrue();
    assertThat(pool.awaitNew(Duration.ofMillis(1))).isFalse();
    try (PgTransactionPool other = open(100)) {
      other.add(tx(ALICE, 0, 10));
    }
    assertThat(pool.awaitNew(Duration.ofSeconds(20))).isTrue();
    database.killConnections();
    assertThatThrownBy(() -> pool.awaitNew(Duration.ofSeconds(20)))
        .isInstanceOf(TemporaryException.class);
    assertThat(pool.awaitNew(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void closingEndsAWait() {
    pool.awaitNew(Duration.ofMillis(1));
    final CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> pool.awaitNew(Duration.ofMinutes(5)));
    pool.close();
    await().until(waiting::isDone);
    assertThat(waiting).isCompletedWithValue(false);
  }

  @Test
  void killedConnectionsAreReplaced() throws Exception {
    pool.add(tx(ALICE, 0, 10));
    database.killConnections();
    await()
        .ignoreExceptionsInstanceOf(TemporaryException.class)
        .untilAsserted(() -> assertThat(pool.pendingCount()).isEqualTo(1));
  }

  @Test
  void needsAnUrl() {
    final DatabaseConfig none =
        new DatabaseConfig(database.url(), Optional.empty(), "x", Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PgTransactionPool.open(none, getClass().getClassLoader(), clock, 1).close())
        .withMessage("no URL of the pool DB is given");
  }

  @Test
  void theFirstMigrationMakesTheTable() throws Exception {
    final TestDatabase empty = TestDatabases.fresh();
    assertThatThrownBy(() -> empty.execute("SELECT * FROM pool.transaction"))
        .hasMessageContaining("does not exist");
    MigrationSteps.migrateTo(PgTransactionPool.migrations(getClass().getClassLoader()), empty, "1");
    empty.execute("SELECT * FROM pool.transaction");
  }

  @Test
  void theSecondMigrationKeepsWhatIsInThePool() throws Exception {
    final TestDatabase old = TestDatabases.fresh();
    final SignedTransaction waiting =
        TestTransactions.transfer(
            TransactionType.LEGACY, ALICE, 4, BOB.address(), BigInteger.valueOf(77));
    MigrationSteps.migrateTo(PgTransactionPool.migrations(getClass().getClassLoader()), old, "1");
    old.execute(
        """
        INSERT INTO pool.transaction (hash, raw, sender, nonce, gas_price, gas_limit, status,
          received_at) VALUES ('\\x%s', '\\x%s', '\\x%s', 4, 77, 21000, 'pending', 5)"""
            .formatted(
                waiting.hash().toUnprefixedHexString(),
                waiting.raw().toUnprefixedHexString(),
                ALICE.address().bytes().toUnprefixedHexString()));
    try (PgTransactionPool migrated =
        PgTransactionPool.open(old.config(), getClass().getClassLoader(), clock, 100)) {
      final Candidate candidate = migrated.candidates().getFirst();
      assertThat(candidate.hash()).isEqualTo(waiting.hash());
      assertThat(candidate.maxPriorityFeePerGas()).isEqualTo(77);
      assertThat(candidate.encodedBytes())
          .as("never less than it takes")
          .isGreaterThanOrEqualTo(BatchCodec.encodedSize(waiting.raw()));
      assertThatThrownBy(() -> migrated.add(waiting)).hasMessage("already known");
      migrated.markInvalid(waiting.hash(), "too large");
      assertThat(migrated.find(waiting.hash()).orElseThrow().status()).isEqualTo("invalid");
    }
  }

  @Test
  void severalAreGivenUpAtOnceAndOnlyWhatIsPending() throws Exception {
    final SignedTransaction unfunded = tx(ALICE, 0, 10);
    final SignedTransaction oversized = tx(ALICE, 1, 10);
    final SignedTransaction selected = tx(ALICE, 2, 10);
    for (final SignedTransaction transaction : List.of(unfunded, oversized, selected)) {
      pool.add(transaction);
    }
    pool.markSelected(List.of(selected.hash()), 7);
    pool.giveUp(
        List.of(
            new Dead(unfunded.hash(), "insufficient funds", false),
            new Dead(oversized.hash(), "it uses too much", true),
            new Dead(selected.hash(), "too late", false)));
    pool.giveUp(List.of());
    assertThat(status(unfunded)).isEqualTo("failed");
    assertThat(status(oversized)).isEqualTo("invalid");
    assertThat(status(selected)).isEqualTo("selected");
  }

  @Test
  void whatFailedOrIsInvalidFreesItsNonce() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    pool.add(first);
    pool.markInvalid(first.hash(), "does not fit");
    assertThat(status(first)).isEqualTo("invalid");
    final SignedTransaction cheaper = tx(ALICE, 0, 5);
    pool.add(cheaper);
    assertThat(status(cheaper)).isEqualTo("pending");
    pool.add(first);
    assertThat(status(first)).isEqualTo("pending");
    assertThat(status(cheaper)).as("replaced by the dearer one that came back").isEqualTo("failed");
  }

  @Test
  void manyCallersShareStatementsAndEachGetsItsOwnAnswer() throws Exception {
    final int senders = 40;
    final List<SignedTransaction> good = new ArrayList<>();
    for (int sender = 0; sender < senders; sender++) {
      good.add(tx(TestTransactions.key(100 + sender), 0, 50));
    }
    final List<CompletableFuture<String>> answers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < senders; i++) {
          final SignedTransaction again = good.get(i);
          answers.add(CompletableFuture.supplyAsync(() -> answer(again), executor));
        }
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }
    assertThat(answers.stream().map(CompletableFuture::join))
        .filteredOn("stored"::equals)
        .hasSize(senders);
    assertThat(answers.stream().map(CompletableFuture::join))
        .filteredOn("already known"::equals)
        .hasSize(senders);
    assertThat(pool.pendingCount()).isEqualTo(senders);
  }

  private String answer(final SignedTransaction transaction) {
    try {
      pool.add(transaction);
      return "stored";
    } catch (final PoolRejectedException e) {
      return e.getMessage();
    }
  }

  /** Several nodes, few nonces, many prices: the dearest of each nonce is what stays. */
  @Test
  void nodesThatRaceWithReplacementsAgree() throws Exception {
    final int nonces = 6;
    final int prices = 30;
    try (PgTransactionPool second = open(1000);
        PgTransactionPool third = open(1000);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<PgTransactionPool> nodes = List.of(pool, second, third);
      final List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int price = 0; price < prices; price++) {
        for (int nonce = 0; nonce < nonces; nonce++) {
          final SignedTransaction transaction = tx(ALICE, nonce, 10 + (price * 7) % prices);
          final PgTransactionPool node = nodes.get((price + nonce) % nodes.size());
          all.add(
              CompletableFuture.runAsync(
                  () -> {
                    try {
                      node.add(transaction);
                    } catch (final PoolRejectedException e) {
                      assertThat(e).hasMessage("replacement transaction underpriced");
                    }
                  },
                  executor));
        }
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
    assertThat(pool.candidates())
        .hasSize(nonces)
        .allSatisfy(candidate -> assertThat(candidate.maxFeePerGas()).isEqualTo(10 + prices - 1));
  }
}
