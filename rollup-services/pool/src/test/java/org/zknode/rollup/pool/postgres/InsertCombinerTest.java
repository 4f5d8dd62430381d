/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.testkit.TestTransactions;

class InsertCombinerTest {
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);

  /** The first statement waits; those after it, for all that came meanwhile, end with an error. */
  private final InsertCombiner combiner =
      new InsertCombiner(
          rows -> {
            if (firstMayEnd.getCount() == 0) {
              throw new UnsatisfiedLinkError("no library");
            }
            awaitFirstMayEnd();
            return rows.stream().map(row -> Optional.<RefusalReason>empty()).toList();
          });

  private void awaitFirstMayEnd() {
    try {
      firstMayEnd.await();
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Who shares a statement with others must not take its end for success. */
  @Test
  void anErrorWhileStoringIsAnErrorForAllThatShareTheStatement() throws InterruptedException {
    final Map<Integer, String> answers = new ConcurrentHashMap<>();
    final List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      final int number = i;
      final Thread caller = Thread.ofVirtual().start(() -> answers.put(number, answer(number)));
      callers.add(caller);
      await().until(() -> caller.getState() == Thread.State.WAITING);
    }
    firstMayEnd.countDown();
    for (final Thread caller : callers) {
      caller.join();
    }
    assertThat(answers.get(0)).isEqualTo("stored");
    assertThat(List.of(answers.get(1), answers.get(2)))
        .containsExactlyInAnyOrder(
            "no library", "not stored: java.lang.UnsatisfiedLinkError: no library");
  }

  private String answer(final int nonce) {
    try {
      final SignedTransaction transaction =
          TestTransactions.transfer(
              TransactionType.LEGACY,
              TestTransactions.key(1),
              nonce,
              TestTransactions.key(2).address());
      return combiner
          .add(new NewTransactions.Row(transaction, TransactionCost.of(transaction)))
          .map(RefusalReason::name)
          .orElse("stored");
    } catch (final RuntimeException | Error e) {
      return e.getMessage();
    }
  }
}
