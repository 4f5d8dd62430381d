/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.PoolQuota;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.TestTransactions;

/** Many callers, and several nodes on one database, at the same time. */
class PgPoolConcurrencyTest extends PgPoolFixture {
  /** A pool whose senders may replace without end. */
  private PgTransactionPool openForReplacers() {
    return PgTransactionPool.open(
        database.config(),
        getClass().getClassLoader(),
        clock,
        1000,
        new PoolQuota(10, 1 << 20, 1 << 20, Integer.MAX_VALUE, Duration.ofDays(1)));
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
