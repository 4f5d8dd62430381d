/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.TestTransactions;

/** Who follows the changes has what is pending, whoever writes, and in whatever order. */
class PgPoolChangesTest extends PgPoolFixture {
  private final Map<Bytes32, Candidate> mirror = new HashMap<>();
  private Optional<String> token = Optional.empty();

  private PendingChanges follow() {
    final PendingChanges changes = pool.changes(token);
    if (changes.whole()) {
      mirror.clear();
    }
    token = Optional.of(changes.token());
    changes.gone().forEach(mirror::remove);
    changes.pending().forEach(candidate -> mirror.put(candidate.hash(), candidate));
    return changes;
  }

  private void assertFollowed() {
    assertThat(mirror.values()).containsExactlyInAnyOrderElementsOf(pool.candidates());
  }

  /** Ids are given at a transaction's first write, which another one may overtake. */
  @Test
  void aCommitThatComesLateIsNotMissed() throws Exception {
    final SignedTransaction late = tx(ALICE, 0, 50);
    final SignedTransaction early = tx(BOB, 0, 50);
    pool.add(late);
    pool.markFailed(late.hash(), "why");
    follow();
    try (Connection slow = database.connect();
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.executeUpdate(
          "UPDATE pool.transaction SET status = 'pending', failed_reason = NULL");
      pool.add(early);
      assertThat(follow().pending()).extracting(Candidate::hash).containsExactly(early.hash());
      slow.commit();
    }
    assertThat(follow().pending()).extracting(Candidate::hash).containsExactly(late.hash());
    assertFollowed();
    assertThat(follow().pending()).as("nothing is told twice without need").isEmpty();
  }

  /** Others' ids are none of this server, and may be far above its own. */
  @Test
  void rowsThatWereRestoredFromAnotherServerAreToldOnce() throws Exception {
    pool.add(tx(ALICE, 0, 50));
    database.execute("UPDATE pool.transaction SET changed_by = changed_by + 1000000");
    assertThat(follow().pending()).hasSize(1);
    assertThat(follow().pending()).isEmpty();
    pool.markSelected(List.of(tx(ALICE, 0, 50).hash()), 1);
    assertThat(follow().gone()).containsExactly(tx(ALICE, 0, 50).hash());
  }

  /** What the sequencer holds against the bytes is what is in the table, whoever wrote it. */
  @Test
  void aPendingRowThatSomebodyRewritesIsToldAgain() throws Exception {
    final SignedTransaction transaction = tx(ALICE, 3, 50);
    pool.add(transaction);
    follow();
    for (final String change :
        List.of(
            "sender = '\\x%s'".formatted("00".repeat(20)),
            "nonce = 0",
            "gas_price = gas_price + 1",
            "priority_price = priority_price + 1",
            "encoded_bytes = encoded_bytes + 1",
            "data_gas = data_gas + 1",
            "least_gas = least_gas + 1")) {
      database.execute("UPDATE pool.transaction SET " + change);
      assertThat(follow().pending())
          .as(change)
          .extracting(Candidate::hash)
          .containsExactly(transaction.hash());
      assertFollowed();
    }
    database.execute("UPDATE pool.transaction SET nonce = 0");
    assertThat(follow().pending()).as("nothing was changed").isEmpty();
  }

  @Test
  void nodesThatRaceAreFollowed() throws Exception {
    final int nonces = 6;
    final int prices = 24;
    try (PgTransactionPool other = open(1000);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int price = 0; price < prices; price++) {
        for (int nonce = 0; nonce < nonces; nonce++) {
          final SignedTransaction transaction =
              tx(TestTransactions.key(20 + nonce % 2), nonce, 10L << ((price * 7) % prices));
          final PgTransactionPool node = (price + nonce) % 2 == 0 ? pool : other;
          final boolean selected = (price + nonce) % 5 == 0;
          all.add(CompletableFuture.runAsync(() -> use(node, transaction, selected), executor));
        }
      }
      final CompletableFuture<Void> done =
          CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
      while (!done.isDone()) {
        follow();
      }
      done.get(60, TimeUnit.SECONDS);
    }
    follow();
    assertFollowed();
  }

  private static void use(
      final PgTransactionPool node, final SignedTransaction transaction, final boolean selected) {
    try {
      node.add(transaction);
      if (selected) {
        node.markSelected(List.of(transaction.hash()), transaction.nonce());
        node.unselectAbove(transaction.nonce() - 1);
      }
    } catch (final PoolRejectedException e) {
      assertThat(e).hasMessageMatching("replacement transaction underpriced|nonce too low.*|too.*");
    }
  }
}
