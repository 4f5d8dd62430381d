/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.List;
import java.util.Optional;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.state.StateStore.Proofs;

/** Table batch_proof; no two rows cover the same batch, so the first batch of one is its key. */
final class MemoryProofs implements Proofs {
  private final MemoryTable<Long, Proof> rows;

  MemoryProofs(final MemoryTable.Undo undo) {
    this.rows = new MemoryTable<>("batch_proof", undo);
  }

  @Override
  public boolean tryLease(final Proof lease, final long nowMillis) {
    if (lease.proof().isPresent() || lease.leaseUntilMillis().isEmpty()) {
      throw new IllegalArgumentException(
          "a lease on batches %d to %d needs an end and has no proof"
              .formatted(lease.fromBatch(), lease.toBatch()));
    }
    rows.removeIf(row -> row.proof().isEmpty() && !isAlive(row, nowMillis) && overlap(row, lease));
    return insert(lease);
  }

  private static boolean isAlive(final Proof lease, final long nowMillis) {
    return lease.leaseUntilMillis().filter(until -> until > nowMillis).isPresent();
  }

  private static boolean overlap(final Proof one, final Proof other) {
    return one.fromBatch() <= other.toBatch() && other.fromBatch() <= one.toBatch();
  }

  private boolean insert(final Proof proof) {
    rows.require(proof.fromBatch() >= 1 && proof.toBatch() >= proof.fromBatch(), "23514", "check");
    if (rows.all().stream().anyMatch(row -> overlap(row, proof))) {
      return false;
    }
    rows.insert(proof.fromBatch(), proof);
    return true;
  }

  private Optional<Proof> row(final long fromBatch, final long toBatch, final long leaseToken) {
    return rows.find(fromBatch)
        .filter(row -> row.toBatch() == toBatch && row.leaseToken() == leaseToken);
  }

  @Override
  public boolean complete(
      final long fromBatch, final long toBatch, final long leaseToken, final String proof) {
    final Optional<Proof> lease =
        row(fromBatch, toBatch, leaseToken).filter(row -> row.proof().isEmpty());
    lease.ifPresent(
        row ->
            rows.put(
                fromBatch,
                new Proof(
                    fromBatch,
                    toBatch,
                    Optional.of(proof),
                    leaseToken,
                    Optional.empty(),
                    row.prover())));
    return lease.isPresent();
  }

  @Override
  public void release(final long fromBatch, final long toBatch, final long leaseToken) {
    row(fromBatch, toBatch, leaseToken)
        .filter(row -> row.proof().isEmpty())
        .ifPresent(row -> rows.remove(fromBatch));
  }

  @Override
  public void releaseAll() {
    rows.removeIf(row -> row.proof().isEmpty());
  }

  @Override
  public long firstUncovered(final long fromBatch, final long nowMillis) {
    long candidate = fromBatch;
    for (final Proof row : rows.all()) {
      if ((row.proof().isPresent() || isAlive(row, nowMillis))
          && row.fromBatch() <= candidate
          && candidate <= row.toBatch()) {
        candidate = row.toBatch() + 1;
      }
    }
    return candidate;
  }

  @Override
  public List<ProofHead> completeAbove(final long batchNumber) {
    return rows.all().stream()
        .filter(row -> row.proof().isPresent() && row.toBatch() > batchNumber)
        .map(ProofHead::of)
        .toList();
  }

  @Override
  public Optional<Proof> find(final ProofHead head) {
    return row(head.fromBatch(), head.toBatch(), head.leaseToken());
  }

  @Override
  public List<Proof> all() {
    return List.copyOf(rows.all());
  }

  @Override
  public boolean replaceByAggregate(
      final ProofHead first, final ProofHead second, final Proof union) {
    if (first.toBatch() + 1 != second.fromBatch()
        || union.fromBatch() != first.fromBatch()
        || union.toBatch() != second.toBatch()
        || union.proof().isEmpty()) {
      throw new IllegalArgumentException(
          "proofs %s and %s do not make %s".formatted(first, second, ProofHead.of(union)));
    }
    if (complete(first).isEmpty() || complete(second).isEmpty()) {
      return false;
    }
    delete(first);
    delete(second);
    if (!insert(union)) {
      throw new IllegalStateException("the place of %s and %s is taken".formatted(first, second));
    }
    return true;
  }

  private Optional<Proof> complete(final ProofHead head) {
    return find(head).filter(row -> row.proof().isPresent());
  }

  @Override
  public void delete(final ProofHead head) {
    complete(head).ifPresent(row -> rows.remove(head.fromBatch()));
  }

  @Override
  public void deleteUpTo(final long batchNumber) {
    rows.removeIf(row -> row.toBatch() <= batchNumber);
  }

  void deleteAbove(final long batchNumber) {
    rows.removeIf(row -> row.toBatch() > batchNumber);
  }
}
