/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.TransactionFates.Fate;
import org.zknode.rollup.pool.TransactionFates.Status;
import org.zknode.rollup.pool.TransactionInquiry.Answer;
import org.zknode.rollup.pool.TransactionInquiry.Waiting;
import org.zknode.rollup.pool.TransactionInquiry.WaitsFor;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestStore;
import org.zknode.rollup.testkit.TestTransactions;

/** What is told of each transaction, on a real pool DB. */
class TransactionInquiryTest {
  private static final PrivateKey ALICE = TestTransactions.key(1);
  private static final PrivateKey POOR = TestTransactions.key(4);
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);
  private static final PoolConfig CONFIG = PoolConfig.defaults();

  private final FakeEngine engine = FakeEngine.funded(ALICE.address());
  private final MutableClock clock = MutableClock.create();
  private final PgTransactionPool pool =
      PgTransactionPool.open(
          TestDatabases.fresh().config(), getClass().getClassLoader(), clock, 100);
  private PriceFloor floor = PriceFloor.flat(GWEI);
  private final TransactionInquiry inquiry = new TransactionInquiry(pool, engine, () -> floor);

  @AfterEach
  void close() {
    pool.close();
  }

  private static SignedTransaction tx(final PrivateKey key, final long nonce, final long gwei) {
    final BigInteger fee = GWEI.multiply(BigInteger.valueOf(gwei));
    return TestTransactions.transfer(key, nonce, TestTransactions.key(9).address(), fee, fee);
  }

  private SignedTransaction add(final PrivateKey key, final long nonce, final long gwei)
      throws PoolRejectedException {
    final SignedTransaction transaction = tx(key, nonce, gwei);
    pool.add(transaction);
    return transaction;
  }

  private Fate fate(final SignedTransaction transaction) {
    return inquiry.ask(transaction.hash()).orElseThrow().fate();
  }

  private Waiting waiting(final SignedTransaction transaction) {
    return inquiry.ask(transaction.hash()).flatMap(Answer::waiting).orElseThrow();
  }

  @Test
  void aPendingOneSaysWhatItWaitsFor() throws Exception {
    final SignedTransaction first = add(ALICE, 0, 2);
    final SignedTransaction gapped = add(ALICE, 2, 2);
    final SignedTransaction poor = add(POOR, 0, 2);
    assertThat(waiting(first).waitsFor()).isEqualTo(WaitsFor.BLOCK);
    assertThat(waiting(gapped).waitsFor()).isEqualTo(WaitsFor.MISSING_NONCE);
    assertThat(waiting(gapped).missingNonce()).hasValue(1);
    assertThat(waiting(gapped).text()).contains("nonce 1 of " + ALICE.address());
    assertThat(waiting(poor).waitsFor()).isEqualTo(WaitsFor.BALANCE);
    assertThat(waiting(poor).text()).contains("has 0 wei");
    final SignedTransaction second = add(ALICE, 1, 2);
    assertThat(waiting(second).waitsFor()).isEqualTo(WaitsFor.EARLIER_TRANSACTION);
    assertThat(waiting(gapped).waitsFor()).isEqualTo(WaitsFor.EARLIER_TRANSACTION);
    floor = PriceFloor.flat(GWEI.multiply(BigInteger.TEN));
    assertThat(waiting(first).waitsFor()).isEqualTo(WaitsFor.PRICE);
    assertThat(waiting(first).text()).contains("it pays 2000000000 wei", "10000000000 is needed");
  }

  @Test
  void aDeadOneSaysWhyAndWhenAndFreesItsNonce() throws Exception {
    final SignedTransaction replaced = add(ALICE, 0, 2);
    final SignedTransaction failed = add(ALICE, 0, 3);
    clock.advance(Duration.ofSeconds(7));
    pool.markFailed(failed.hash(), "insufficient balance");
    final SignedTransaction invalid = add(ALICE, 1, 2);
    pool.markInvalid(invalid.hash(), "needs 3000 keccak hashes, a batch has 2145");
    final SignedTransaction selected = add(ALICE, 2, 2);
    pool.markSelected(List.of(selected.hash()), 12);
    assertThat(fate(replaced).status()).isEqualTo(Status.REPLACED);
    assertThat(fate(replaced).reason()).contains("replaced by " + failed.hash().toHexString());
    assertThat(fate(failed).status()).isEqualTo(Status.FAILED);
    assertThat(fate(failed).changedAtMillis()).isEqualTo(clock.millis());
    assertThat(fate(failed).receivedAtMillis()).isEqualTo(clock.millis() - 7_000);
    assertThat(fate(invalid).status()).isEqualTo(Status.INVALID);
    assertThat(fate(invalid).reason()).contains("needs 3000 keccak hashes, a batch has 2145");
    assertThat(fate(selected).blockNumber()).hasValue(12);
    assertThat(inquiry.ask(Bytes32.ZERO)).isEmpty();
    // The same nonces work at once, at any price, and are answered truthfully.
    final SignedTransaction again = add(ALICE, 0, 1);
    final SignedTransaction next = add(ALICE, 1, 1);
    assertThat(fate(again).status()).isEqualTo(Status.PENDING);
    assertThat(waiting(next).waitsFor()).isEqualTo(WaitsFor.EARLIER_TRANSACTION);
    assertThat(pool.liveNonces(ALICE.address())).containsExactly(0L, 1L, 2L);
  }

  @Test
  void theFateOutlivesTheBytesForAStatedTime() throws Exception {
    final PoolMaintenance maintenance =
        new PoolMaintenance(pool, TestStore.borrow(), CONFIG, clock, new CountingMetrics());
    final SignedTransaction old = add(ALICE, 5, 2);
    clock.advance(CONFIG.maxLifetime().plusMillis(1));
    maintenance.expire();
    final long died = clock.millis();
    clock.advance(CONFIG.deadRetention().plusMillis(1));
    maintenance.cleanUp();
    assertThat(pool.find(old.hash())).as("its bytes").isEmpty();
    assertThat(fate(old).status()).isEqualTo(Status.EXPIRED);
    assertThat(fate(old).raw()).isEmpty();
    assertThat(fate(old).changedAtMillis()).isEqualTo(died);
    assertThat(fate(old).reason()).contains("transaction expired");
    pool.add(old);
    assertThat(fate(old).status()).as("it came back").isEqualTo(Status.PENDING);
    pool.markFailed(old.hash(), "nonce");
    clock.advance(CONFIG.deadRetention().plusMillis(1));
    maintenance.cleanUp();
    assertThat(fate(old).reason()).isEqualTo(Optional.of("nonce"));
    clock.advance(CONFIG.quota().fateRetention());
    maintenance.cleanUp();
    assertThat(inquiry.ask(old.hash())).as("forgotten").isEmpty();
  }
}
