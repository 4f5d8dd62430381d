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
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestStore;
import org.zknode.rollup.testkit.TestTransactions;

/**
 * Expiry and deletion of old rows (docs/spec/pool.md, "Statuses"), on a real pool DB and state DB.
 */
class PoolMaintenanceTest {
  private static final PrivateKey ALICE = TestTransactions.key(1);
  private static final PoolConfig CONFIG = PoolConfig.defaults();
  private static final int CONFIRMATIONS = CONFIG.selectedL1Confirmations();

  private final MutableClock clock = MutableClock.create();
  private final CountingMetrics metrics = new CountingMetrics();
  private final StateStore store = TestStore.borrow();
  private final PgTransactionPool pool =
      PgTransactionPool.open(
          TestDatabases.fresh().config(), getClass().getClassLoader(), clock, 10_000);
  private PoolMaintenance maintenance;

  @BeforeEach
  void open() {
    maintenance = new PoolMaintenance(pool, store, CONFIG, clock, metrics);
  }

  @AfterEach
  void close() {
    pool.close();
    store.close();
  }

  private SignedTransaction add(final long nonce) throws PoolRejectedException {
    final SignedTransaction transaction =
        TestTransactions.transfer(
            TransactionType.DYNAMIC_FEE,
            ALICE,
            nonce,
            TestTransactions.key(2).address(),
            BigInteger.valueOf(50));
    pool.add(transaction);
    return transaction;
  }

  private Optional<String> status(final SignedTransaction transaction) {
    return pool.find(transaction.hash()).map(TransactionPool.PooledTransaction::status);
  }

  @Test
  void whatIsPendingForTooLongExpiresAndMayComeBack() throws Exception {
    final SignedTransaction old = add(0);
    final SignedTransaction inBlock = add(1);
    pool.markSelected(List.of(inBlock.hash()), 1);
    clock.advance(CONFIG.maxLifetime());
    final SignedTransaction young = add(2);
    maintenance.expire();
    assertThat(status(old)).as("exactly the lifetime").contains("pending");
    clock.advance(Duration.ofMillis(1));
    maintenance.expire();
    assertThat(status(old)).contains("failed");
    assertThat(status(young)).contains("pending");
    assertThat(status(inBlock)).contains("selected");
    assertThat(metrics.count("pool_transactions_expired_total")).isEqualTo(1);
    assertThat(pool.candidates()).hasSize(1);
    pool.add(old);
    maintenance.expire();
    assertThat(status(old)).as("its lifetime starts again").contains("pending");
  }

  /** The sequencer may have read it before it expired: the block decides. */
  @Test
  void anExpiredTransactionThatIsInABlockIsSelected() throws Exception {
    final SignedTransaction old = add(0);
    clock.advance(CONFIG.maxLifetime().plusMillis(1));
    maintenance.expire();
    pool.markSelected(List.of(old.hash()), 9);
    assertThat(status(old)).contains("selected");
  }

  @Test
  void failedAndInvalidOnesAreDeletedAfterTheirTime() throws Exception {
    final SignedTransaction failed = add(0);
    final SignedTransaction invalid = add(1);
    final SignedTransaction pending = add(2);
    clock.advance(Duration.ofDays(1));
    pool.markFailed(failed.hash(), "balance");
    pool.markInvalid(invalid.hash(), "too large");
    maintenance.cleanUp();
    assertThat(status(failed)).as("it failed just now").contains("failed");
    clock.advance(CONFIG.deadRetention().plusMillis(1));
    maintenance.cleanUp();
    assertThat(status(failed)).isEmpty();
    assertThat(status(invalid)).isEmpty();
    assertThat(status(pending)).contains("pending");
    assertThat(metrics.count("pool_transactions_deleted_total")).isEqualTo(2);
  }

  @Test
  void selectedOnesStayUntilTheirBatchIsSettledOnL1() throws Exception {
    final SignedTransaction inFirst = add(0);
    final SignedTransaction inSecond = add(1);
    final SignedTransaction notOnL1 = add(2);
    pool.markSelected(List.of(inFirst.hash()), 3);
    pool.markSelected(List.of(inSecond.hash()), 4);
    pool.markSelected(List.of(notOnL1.hash()), 7);
    batch(1, 1, 3);
    batch(2, 4, 6);
    batch(3, 7, 9);
    l1Blocks(1, 50);
    virtual(1, 10);
    virtual(2, 20);

    l1Blocks(51, 9 + CONFIRMATIONS);
    maintenance.cleanUp();
    assertThat(status(inFirst)).as("one L1 block too few").contains("selected");
    l1Blocks(10 + CONFIRMATIONS, 10 + CONFIRMATIONS);
    maintenance.cleanUp();
    assertThat(status(inFirst)).isEmpty();
    assertThat(status(inSecond)).contains("selected");
    l1Blocks(11 + CONFIRMATIONS, 500);
    maintenance.cleanUp();
    assertThat(status(inSecond)).isEmpty();
    assertThat(status(notOnL1)).contains("selected");
  }

  @Test
  void manyRowsGoInSeveralStatements() {
    final int[] left = {2 * PoolMaintenance.ROWS_PER_STATEMENT + 5};
    final PoolMaintenance.Rows rows =
        new PoolMaintenance.Rows() {
          @Override
          public int expire(final java.time.Instant receivedBefore, final int limit) {
            final int now = Math.min(limit, left[0]);
            left[0] -= now;
            return now;
          }

          @Override
          public int deleteSelectedUpTo(final long blockNumber, final int limit) {
            return limit;
          }

          @Override
          public int deleteDead(final java.time.Instant changedBefore, final int limit) {
            return 0;
          }

          @Override
          public int deleteFates(final java.time.Instant changedBefore, final int limit) {
            return 0;
          }
        };
    final PoolMaintenance many = new PoolMaintenance(rows, store, CONFIG, clock, metrics);
    many.expire();
    assertThat(left[0]).isZero();
    many.cleanUp();
    assertThat(metrics.count("pool_transactions_deleted_total"))
        .as("a step ends although there is always more")
        .isEqualTo((long) PoolMaintenance.ROWS_PER_STATEMENT * PoolMaintenance.STATEMENTS_PER_STEP);
  }

  private static Bytes32 hash(final long number) {
    return Keccak256.hash(Bytes.ofUnsignedLong(number));
  }

  private void l1Blocks(final long from, final long to) {
    store.update(
        tx -> {
          for (long number = from; number <= to; number++) {
            tx.l1Blocks().insert(new L1BlockRef(number, hash(number), hash(number - 1), number));
          }
        });
  }

  private void batch(final long number, final long first, final long last) {
    store.update(
        tx ->
            tx.batches()
                .insert(
                    new Batch(
                        number,
                        first,
                        last,
                        Bytes.of(1),
                        hash(number),
                        true,
                        true,
                        Optional.of("test"))));
  }

  private void virtual(final long number, final long l1Block) {
    store.update(
        tx ->
            tx.virtualBatches()
                .insert(
                    new VirtualBatch(
                        number,
                        Bytes.of(1),
                        hash(7),
                        l1Block,
                        Address.fromHex("0x00000000000000000000000000000000000000aa"),
                        hash(8),
                        99,
                        hash(9),
                        number,
                        number)));
  }
}
