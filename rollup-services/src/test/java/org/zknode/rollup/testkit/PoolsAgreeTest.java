/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.pool.postgres.PgTransactionPool;

/** The same random calls on the pool on PostgreSQL and in memory: every answer is equal. */
class PoolsAgreeTest {
  private static final int CALLS = 800;

  private final Random random = new Random(11);
  private final List<SignedTransaction> transactions = new ArrayList<>();

  PoolsAgreeTest() {
    for (int user = 1; user <= 2; user++) {
      for (int nonce = 0; nonce < 4; nonce++) {
        for (int price = 2; price < 5; price++) {
          transactions.add(
              TestTransactions.transfer(
                  TransactionType.DYNAMIC_FEE,
                  TestTransactions.key(user),
                  nonce,
                  TestTransactions.key(9).address(),
                  BigInteger.valueOf(price)));
        }
      }
    }
  }

  private static String add(final TransactionPool pool, final SignedTransaction transaction) {
    try {
      pool.add(transaction);
      return "taken";
    } catch (final PoolRejectedException e) {
      return e.getMessage();
    }
  }

  /** Positions are numbered differently, their order is the same. */
  private static List<Bytes32> candidates(final TransactionPool pool) {
    return pool.candidates().stream()
        .sorted(Comparator.comparingLong(Candidate::position))
        .map(Candidate::hash)
        .toList();
  }

  private String call(
      final TransactionPool pool, final int what, final SignedTransaction tx, final long block) {
    switch (what) {
      case 0, 1, 2, 3 -> {
        return add(pool, tx);
      }
      case 4, 5 -> pool.markSelected(List.of(tx.hash()), block);
      case 6 -> pool.markFailed(tx.hash(), "why");
      case 7 -> pool.markInvalid(tx.hash(), "why");
      case 8 -> {
        return String.valueOf(pool.unselectAbove(block));
      }
      case 9 -> pool.settle(List.of(tx.hash()), block);
      default -> {
        return String.valueOf(pool.highestNonce(tx.sender()));
      }
    }
    return "done";
  }

  @Test
  void everyAnswerIsEqual() {
    final MutableClock clock = MutableClock.create();
    final MemoryTransactionPool memory = new MemoryTransactionPool(clock);
    try (PgTransactionPool postgres =
        PgTransactionPool.open(
            TestDatabases.fresh().config(), getClass().getClassLoader(), clock, CALLS)) {
      for (int i = 0; i < CALLS; i++) {
        final int what = random.nextInt(11);
        final SignedTransaction tx = transactions.get(random.nextInt(transactions.size()));
        final long block = random.nextInt(5);
        assertThat(call(memory, what, tx, block))
            .as("call %d", i)
            .isEqualTo(call(postgres, what, tx, block));
        assertThat(memory.find(tx.hash())).as("call %d", i).isEqualTo(postgres.find(tx.hash()));
        if (i % 5 == 0) {
          assertThat(candidates(memory)).as("call %d", i).isEqualTo(candidates(postgres));
          assertThat(memory.pendingCount()).isEqualTo(postgres.pendingCount());
        }
      }
    }
  }
}
