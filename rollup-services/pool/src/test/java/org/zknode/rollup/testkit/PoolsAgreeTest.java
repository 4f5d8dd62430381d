/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.PoolQuota;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.pool.postgres.PgTransactionPool;

/** The same random calls on the pool on PostgreSQL and in memory: every answer is equal. */
class PoolsAgreeTest {
  private static final int CALLS = 1200;

  /** Of eight that can be live; from five on there is no room for gaps. */
  private static final int MAX_PENDING = 6;

  /** Small, so that both limits are met: about three transactions, or six dead ones a minute. */
  private static final PoolQuota QUOTA = new PoolQuota(10, 1 << 20, 360, 6, Duration.ofDays(1));

  /** After less the one on PostgreSQL does not count again what is pending. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Random random = new Random(11);
  private final List<SignedTransaction> transactions = new ArrayList<>();

  PoolsAgreeTest() {
    for (int user = 1; user <= 2; user++) {
      for (int nonce = 0; nonce < 4; nonce++) {
        for (int price = 2; price < 5; price++) {
          transactions.add(
              TestTransactions.transfer(
                  TestTransactions.key(user),
                  nonce,
                  TestTransactions.key(9).address(),
                  BigInteger.valueOf(price * 10L),
                  BigInteger.valueOf(random.nextInt(3) == 0 ? 9 : price * 10L)));
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

  private final Map<Bytes32, Candidate> mirror = new HashMap<>();
  private Optional<String> token = Optional.empty();

  private void follow(final TransactionPool pool) {
    final PendingChanges changes = pool.changes(token);
    assertThat(changes.whole()).isEqualTo(token.isEmpty());
    token = Optional.of(changes.token());
    changes.gone().forEach(mirror::remove);
    changes.pending().forEach(candidate -> mirror.put(candidate.hash(), candidate));
  }

  @Test
  void everyAnswerIsEqual() {
    final MutableClock clock = MutableClock.create();
    final Set<String> answers = new HashSet<>();
    final MemoryTransactionPool memory = new MemoryTransactionPool(clock, QUOTA, MAX_PENDING);
    try (PgTransactionPool postgres =
        PgTransactionPool.open(
            TestDatabases.fresh().config(),
            getClass().getClassLoader(),
            clock,
            MAX_PENDING,
            QUOTA)) {
      for (int i = 0; i < CALLS; i++) {
        final int what = random.nextInt(11);
        final SignedTransaction tx = transactions.get(random.nextInt(transactions.size()));
        final long block = random.nextInt(5);
        clock.advance(Duration.ofSeconds(random.nextInt(8)).plus(PAUSE));
        final String answer = call(memory, what, tx, block);
        answers.add(answer);
        assertThat(answer).as("call %d", i).isEqualTo(call(postgres, what, tx, block));
        assertThat(memory.find(tx.hash())).as("call %d", i).isEqualTo(postgres.find(tx.hash()));
        assertThat(memory.fate(tx.hash())).as("call %d", i).isEqualTo(postgres.fate(tx.hash()));
        clock.advance(PAUSE);
        assertThat(memory.takesGaps()).as("call %d", i).isEqualTo(postgres.takesGaps());
        assertThat(memory.hasNonces(tx.sender(), 0, tx.nonce()))
            .isEqualTo(postgres.hasNonces(tx.sender(), 0, tx.nonce()));
        assertThat(memory.liveNonces(tx.sender())).isEqualTo(postgres.liveNonces(tx.sender()));
        if (random.nextInt(3) == 0) {
          follow(postgres);
          assertThat(mirror.values()).containsExactlyInAnyOrderElementsOf(postgres.candidates());
        }
        if (i % 5 == 0) {
          assertThat(candidates(memory)).as("call %d", i).isEqualTo(candidates(postgres));
          assertThat(memory.pendingCount()).isEqualTo(postgres.pendingCount());
        }
      }
    }
    assertThat(answers)
        .as("every answer was seen")
        .contains(
            "taken",
            "already known",
            "nonce too low",
            "txpool is full",
            "replacement transaction underpriced",
            RefusalReason.TOO_MANY_FAILED.with().getMessage(),
            RefusalReason.TOO_MANY_BYTES.with().getMessage());
  }
}
