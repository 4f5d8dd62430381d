/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Decides what an idle prover does next: a final proof, else the aggregation of two adjacent
 * proofs, else the proof of one batch (docs/spec/provers.md, "Order of jobs").
 *
 * <p>Proofs are only joined within one L1 sequence, or when both are of whole sequences: L1 accepts
 * the end of a sequence only, so every proof can become, or become part of, a final one. A proof
 * stays until its batches are verified on L1.
 *
 * <p>Single batches are leased in the state DB; aggregation and final proofs change no row until
 * they are done and are claimed in memory, which a restart simply forgets. Thread-safe.
 */
final class ProofScheduler {
  /** Batches of one proof: the rollup manager's ExceedMaxVerifyBatches. */
  static final long MAX_BATCHES_PER_PROOF = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(ProofScheduler.class);

  private final StateStore store;
  private final ChangeWatch rows;
  private final FinalProofSender finals;
  private final BatchStates states;
  private final BatchFailures failures;
  private final Clock clock;
  private final Duration leaseTime;
  private final ProofTrials trials = new ProofTrials();
  private final ReentrantLock lock = new ReentrantLock();

  /** Leases that could not be given back when their jobs ended; as many as provers at the most. */
  private final Deque<ProofJob.SingleBatch> unreleased = new ArrayDeque<>();

  private final Set<BatchRange> claims = new HashSet<>();
  private boolean finalClaimed;

  ProofScheduler(
      final StateStore store,
      final FinalProofSender finals,
      final BatchStates states,
      final BatchFailures failures,
      final Clock clock,
      final Duration leaseTime) {
    this.store = store;
    this.rows = ChangeWatch.ofRows(store);
    this.finals = finals;
    this.states = states;
    this.failures = failures;
    this.clock = clock;
    this.leaseTime = leaseTime;
  }

  /** Takes the next job; it has to be given back by {@link #release} whatever happens. */
  Optional<ProofJob> next(final String prover) {
    lock.lock();
    try {
      while (!unreleased.isEmpty()) {
        releaseLease(unreleased.getFirst());
        unreleased.removeFirst();
      }
      if (rows.isQuiet()) {
        return Optional.empty();
      }
      rows.begin();
      final Optional<ProofJob> job = store.write(tx -> choose(tx, prover));
      if (job.isEmpty() && store.read(this::hasNothingToProve)) {
        rows.foundNothing();
      }
      job.filter(taken -> !(taken instanceof ProofJob.SingleBatch))
          .ifPresent(taken -> claims.add(taken.range()));
      finalClaimed |= job.filter(ProofJob.Final.class::isInstance).isPresent();
      return job;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The job is over; a lease that was not completed is free again, with the next job at the latest
   * when the state DB is away now.
   */
  void release(final ProofJob job) {
    lock.lock();
    try {
      switch (job) {
        case ProofJob.SingleBatch batch -> {
          try {
            releaseLease(batch);
          } catch (final TemporaryException e) {
            LOG.debug("the lease of {} is given back later", batch.range(), e);
            unreleased.addLast(batch);
          }
        }
        case ProofJob.Aggregate aggregate -> claims.remove(aggregate.range());
        case ProofJob.Final proof -> {
          claims.remove(proof.range());
          finalClaimed = false;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void releaseLease(final ProofJob.SingleBatch batch) {
    store.update(
        tx ->
            tx.proofs()
                .release(batch.range().from(), batch.range().to(), batch.lease().leaseToken()));
  }

  /** Who alone makes which proofs for now. */
  ProofTrials trials() {
    return trials;
  }

  /** Frees the leases of a process that is gone; only the one that holds the role may do that. */
  void releaseAll() {
    store.update(tx -> tx.proofs().releaseAll());
  }

  private Optional<ProofJob> choose(final Tx tx, final String prover) {
    final long verified = FinalProofSender.lastVerified(tx);
    final Optional<BatchRange> inFlight = finals.inFlight(tx, verified);
    final List<ProofHead> idle =
        tx.proofs().completeAbove(verified).stream()
            .filter(proof -> isFree(range(proof), inFlight))
            .filter(proof -> fitsOrIsDeleted(tx, proof))
            .toList();
    final Optional<ProofJob> last =
        inFlight.isEmpty() && !finalClaimed && finals.mayBegin(tx, verified)
            ? finalProof(tx, idle, verified)
            : Optional.empty();
    return last.or(() -> aggregation(tx, idle)).or(() -> singleBatch(tx, verified, prover));
  }

  /** No proof is made, kept or waits to be sent, and the next batch is not one to be proven yet. */
  private boolean hasNothingToProve(final Tx tx) {
    final long verified = FinalProofSender.lastVerified(tx);
    return claims.isEmpty()
        && tx.proofs().completeAbove(verified).isEmpty()
        && states.after(tx, verified + 1).isEmpty();
  }

  private boolean isFree(final BatchRange range, final Optional<BatchRange> inFlight) {
    return claims.stream().noneMatch(range::overlaps) && inFlight.filter(range::overlaps).isEmpty();
  }

  /**
   * The proof that starts right after the last verified batch and ends with an L1 sequence. When
   * someone else verified a part of it, it still serves if L1 knows the state it starts from.
   */
  private Optional<ProofJob> finalProof(
      final Tx tx, final List<ProofHead> idle, final long verified) {
    return idle.stream()
        .filter(proof -> proof.fromBatch() <= verified + 1)
        .filter(
            proof -> proof.fromBatch() == verified + 1 || isVerifiedEnd(tx, proof.fromBatch() - 1))
        .filter(proof -> endsSequence(tx, proof.toBatch()))
        .findFirst()
        .map(ProofJob.Final::new);
  }

  private static boolean isVerifiedEnd(final Tx tx, final long batch) {
    return batch == 0
        || tx.verifiedBatches().covering(batch).filter(row -> row.number() == batch).isPresent();
  }

  /**
   * After an L1 reorg the batches may be on L1 in other sequences than when the proof was made. One
   * that covers parts of several can never become a final one, nor be joined: it is deleted, so
   * that its batches are proven again.
   */
  private static boolean fitsOrIsDeleted(final Tx tx, final ProofHead proof) {
    final Optional<VirtualBatch> start = tx.virtualBatches().find(proof.fromBatch());
    if (start.isEmpty() || tx.virtualBatches().find(proof.toBatch()).isEmpty()) {
      return true;
    }
    final boolean fits =
        start.get().sequenceTo() >= proof.toBatch()
            || (start.get().sequenceFrom() == proof.fromBatch()
                && endsSequence(tx, proof.toBatch()));
    if (!fits) {
      LOG.warn("{} is not one of whole L1 sequences any more, deleted", proof);
      tx.proofs().delete(proof);
    }
    return fits;
  }

  private static Optional<ProofJob> aggregation(final Tx tx, final List<ProofHead> idle) {
    for (int i = 0; i + 1 < idle.size(); i++) {
      final ProofHead first = idle.get(i);
      final ProofHead second = idle.get(i + 1);
      if (first.toBatch() + 1 == second.fromBatch() && mayJoin(tx, first, second)) {
        return Optional.of(new ProofJob.Aggregate(first, second));
      }
    }
    return Optional.empty();
  }

  private static boolean mayJoin(final Tx tx, final ProofHead first, final ProofHead second) {
    final Optional<VirtualBatch> start = tx.virtualBatches().find(first.fromBatch());
    final boolean withinSequence =
        start.filter(batch -> batch.sequenceTo() >= second.toBatch()).isPresent();
    final boolean wholeSequences =
        start.filter(batch -> batch.sequenceFrom() == first.fromBatch()).isPresent()
            && endsSequence(tx, first.toBatch())
            && endsSequence(tx, second.toBatch());
    return (withinSequence || wholeSequences)
        && second.toBatch() - first.fromBatch() < MAX_BATCHES_PER_PROOF;
  }

  private static boolean endsSequence(final Tx tx, final long batch) {
    return tx.virtualBatches().find(batch).filter(row -> row.sequenceTo() == batch).isPresent();
  }

  /**
   * Leases the lowest batch on L1 that no proof and no living lease covers; one that this prover
   * failed on only when there is nothing else for it, so that others try that, too.
   */
  private Optional<ProofJob> singleBatch(final Tx tx, final long verified, final String prover) {
    final long now = clock.millis();
    return lowest(
            tx,
            verified,
            now,
            batch -> trials.mayProve(batch, prover, now) && !failures.hasFailed(batch, prover),
            prover)
        .or(() -> lowest(tx, verified, now, batch -> trials.mayProve(batch, prover, now), prover));
  }

  private Optional<ProofJob> lowest(
      final Tx tx,
      final long verified,
      final long now,
      final LongPredicate which,
      final String prover) {
    long batch = tx.proofs().firstUncovered(verified + 1, now);
    while (!which.test(batch)) {
      batch = tx.proofs().firstUncovered(batch + 1, now);
    }
    final Proof lease =
        new Proof(
            batch,
            batch,
            Optional.empty(),
            StoredProofs.newToken(),
            Optional.of(now + leaseTime.toMillis()),
            prover);
    return states.after(tx, batch).isPresent() && tx.proofs().tryLease(lease, now)
        ? Optional.of(new ProofJob.SingleBatch(lease))
        : Optional.empty();
  }

  private static BatchRange range(final ProofHead proof) {
    return new BatchRange(proof.fromBatch(), proof.toBatch());
  }
}
