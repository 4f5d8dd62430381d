/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.TestTransactions;

class PendingPoolTest {
  private final MemoryPool pool = new MemoryPool();
  private final AtomicLong nanos = new AtomicLong();
  private final PendingPool pending = new PendingPool(pool, nanos::get);

  private static SignedTransaction transaction(final int nonce) {
    return TestTransactions.transfer(
        TransactionType.LEGACY, TestTransactions.key(1), nonce, TestTransactions.key(2).address());
  }

  private SignedTransaction added(final int nonce) {
    final SignedTransaction transaction = transaction(nonce);
    pool.add(transaction);
    return transaction;
  }

  @Test
  void followsWhatComesAndGoes() {
    final SignedTransaction first = added(0);
    final SignedTransaction second = added(1);
    assertThat(pending.refreshed(Set.of()).all())
        .extracting(Candidate::hash)
        .containsExactlyInAnyOrder(first.hash(), second.hash());
    pool.markSelected(List.of(first.hash()), 1);
    final SignedTransaction third = added(2);
    assertThat(pending.refreshed(Set.of()).all())
        .extracting(Candidate::hash)
        .containsExactlyInAnyOrder(second.hash(), third.hash());
    pool.unselectAbove(0);
    assertThat(pending.refreshed(Set.of()).all())
        .extracting(Candidate::hash)
        .containsExactlyInAnyOrder(first.hash(), second.hash(), third.hash());
    assertThat(pool.wholeReads()).as("all were read once").isEqualTo(1);
  }

  /** It is pending in the pool DB until its block is stored. */
  @Test
  void whatIsInTheOpenBlockIsNotTriedAgainUntilTheBlockIsGivenUp() {
    final SignedTransaction first = added(0);
    final SignedTransaction second = added(1);
    assertThat(pending.refreshed(Set.of(first.hash())).all())
        .extracting(Candidate::hash)
        .containsExactly(second.hash());
    assertThat(pending.refreshed(Set.of(first.hash(), second.hash())).isEmpty()).isTrue();
    pending.forget();
    assertThat(pending.refreshed(Set.of()).all()).hasSize(2);
  }

  @Test
  void readsAllAgainAfterAFailureAndFromTimeToTime() {
    added(0);
    pending.refreshed(Set.of());
    pending.refreshed(Set.of());
    assertThat(pool.wholeReads()).isEqualTo(1);
    pending.forget();
    pending.refreshed(Set.of());
    assertThat(pool.wholeReads()).isEqualTo(2);
    nanos.addAndGet(PendingPool.WHOLE_AGAIN.toNanos());
    pending.refreshed(Set.of());
    pending.refreshed(Set.of());
    assertThat(pool.wholeReads()).isEqualTo(3);
  }

  @Test
  void whatIsNotThereWhenItsBytesAreWantedIsNotTriedAgain() {
    final SignedTransaction first = added(0);
    final SignedTransaction second = added(1);
    final Candidate gone =
        pending.refreshed(Set.of()).all().stream()
            .filter(row -> row.hash().equals(first.hash()))
            .findFirst()
            .orElseThrow();
    pending.noticing(wanted -> Map.of()).apply(List.of(gone));
    assertThat(pending.refreshed(Set.of()).all())
        .extracting(Candidate::hash)
        .containsExactly(second.hash());
  }
}
