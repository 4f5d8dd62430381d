/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;
import org.zknode.rollup.state.StateStore;

/** The proofs in the state DB. */
record StoredProofs(StateStore store) {
  /** Stores a batch proof; false when the lease has gone to another prover meanwhile. */
  boolean complete(final ProofJob.SingleBatch job, final String proof) {
    return store.write(
        tx ->
            tx.proofs()
                .complete(job.range().from(), job.range().to(), job.lease().leaseToken(), proof));
  }

  /** Puts the union in the place of the two proofs; false when they are not there any more. */
  boolean complete(final ProofJob.Aggregate job, final String prover, final String proof) {
    final Proof union =
        new Proof(
            job.range().from(),
            job.range().to(),
            Optional.of(proof),
            newToken(),
            Optional.empty(),
            prover);
    return store.write(tx -> tx.proofs().replaceByAggregate(job.first(), job.second(), union));
  }

  /** The text of a proof; empty when it is not there any more. */
  Optional<String> text(final ProofHead head) {
    return store.read(tx -> tx.proofs().find(head)).flatMap(Proof::proof);
  }

  /**
   * Deletes proofs that have shown themselves to be bad.
   *
   * @return names of the provers that made those that were there
   */
  Set<String> discard(final List<ProofHead> heads) {
    return store.write(
        tx -> {
          final Set<String> makers = new TreeSet<>();
          for (final ProofHead head : heads) {
            tx.proofs().find(head).map(Proof::prover).ifPresent(makers::add);
            tx.proofs().delete(head);
          }
          return makers;
        });
  }

  /** Fencing token; two are never equal in practice. */
  static long newToken() {
    return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
  }
}
