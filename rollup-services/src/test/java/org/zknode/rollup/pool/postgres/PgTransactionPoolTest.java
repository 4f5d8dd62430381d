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
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.config.DatabaseConfig;
import org.zknode.rollup.config.PoolQuota;
import org.zknode.rollup.database.MigrationSteps;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool.Candidate;
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

  /** A pool whose senders may replace without end. */
  private PgTransactionPool openForReplacers() {
    return PgTransactionPool.open(
        database.config(),
        getClass().getClassLoader(),
        clock,
        1000,
        new PoolQuota(10, 1 << 20, 1 << 20, Integer.MAX_VALUE, Duration.ofDays(1)));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static SignedTransaction tx(final PrivateKey key, final long nonce, final long price) {
    return TestTransactions.transfer(
        key, nonce, BOB.address(), BigInteger.valueOf(price), BigInteger.valueOf(price));
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
                BigInteger.valueOf(900),
                dearSecond.raw().size() + 1,
                first.position(),
                TransactionCost.of(dearSecond).dataGas(),
                21_000));
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

  private static SignedTransaction fees(final long maxFee, final long tip) {
    return TestTransactions.transfer(
        ALICE, 0, BOB.address(), BigInteger.valueOf(maxFee), BigInteger.valueOf(tip));
  }

  /** As wallets compute it: a tenth more on both fees per gas, rounded down. */
  @Test
  void aReplacementHasBothFeesATenthHigher() throws Exception {
    final SignedTransaction first = fees(1005, 105);
    pool.add(first);
    for (final SignedTransaction tooCheap :
        List.of(fees(900, 90), fees(1104, 200), fees(3000, 114), fees(1005, 200))) {
      assertRefused(tooCheap, "replacement transaction underpriced");
      assertThat(pool.find(tooCheap.hash())).as("what is refused is not there").isEmpty();
    }
    final SignedTransaction second = fees(1105, 115);
    pool.add(second);
    assertThat(status(first)).isEqualTo("failed");
    assertThat(pool.fate(first.hash()).orElseThrow().reason())
        .contains("replaced by " + second.hash().toHexString());
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(second.hash());
  }

  /** What a wallet sends to cancel: 21,000 gas for a tenth more, whatever the first one's limit. */
  @Test
  void theGasLimitDoesNotCountForAReplacement() throws Exception {
    final SignedTransaction dear = withGas(500_000, 2_000_000_000L);
    pool.add(dear);
    final SignedTransaction cancel = withGas(21_000, 3_000_000_000L);
    pool.add(cancel);
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(cancel.hash());
    assertRefused(withGas(30_000_000, 2_900_000_000L), "replacement transaction underpriced");
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(cancel.hash());
  }

  private static SignedTransaction withGas(final long gasLimit, final long gasPrice) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.LEGACY,
            TestTransactions.CHAIN_ID,
            1,
            BigInteger.valueOf(gasPrice),
            BigInteger.valueOf(gasPrice),
            gasLimit,
            Optional.of(BOB.address()),
            BigInteger.ONE,
            Bytes.EMPTY),
        ALICE);
  }

  @Test
  void aNonceInABlockIsNotReplaced() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    pool.add(first);
    pool.markSelected(List.of(first.hash()), 1);
    assertRefused(tx(ALICE, 0, 99), "nonce too low");
    assertRefused(tx(ALICE, 0, 9), "nonce too low");
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
        final SignedTransaction transaction = tx(ALICE, 0, 10L << i);
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
        .containsExactly(tx(ALICE, 0, 10L << 11).hash());
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
    pool.close();
    pool = openForReplacers();
    try (PgTransactionPool second = openForReplacers();
        PgTransactionPool third = openForReplacers();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<PgTransactionPool> nodes = List.of(pool, second, third);
      final List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int price = 0; price < prices; price++) {
        for (int nonce = 0; nonce < nonces; nonce++) {
          final SignedTransaction transaction = tx(ALICE, nonce, 10L << ((price * 7) % prices));
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
        .allSatisfy(
            candidate -> assertThat(candidate.maxFeePerGas()).isEqualTo(10L << (prices - 1)));
  }
}
