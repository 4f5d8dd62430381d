/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.ProofHead;

/**
 * One piece of work for a prover, in the order of precedence of docs/spec/provers.md, "Order of
 * jobs".
 */
sealed interface ProofJob {
  /** What the job covers; no other job of this process touches these batches meanwhile. */
  BatchRange range();

  /** Turns the proof of a range into the one that L1 checks. */
  record Final(ProofHead proof) implements ProofJob {
    @Override
    public BatchRange range() {
      return new BatchRange(proof.fromBatch(), proof.toBatch());
    }
  }

  /** Makes one proof of two adjacent ones. */
  record Aggregate(ProofHead first, ProofHead second) implements ProofJob {
    @Override
    public BatchRange range() {
      return new BatchRange(first.fromBatch(), second.toBatch());
    }
  }

  /**
   * Proves one batch.
   *
   * @param lease its row in the state DB while the proof is being made
   */
  record SingleBatch(Proof lease) implements ProofJob {
    @Override
    public BatchRange range() {
      return new BatchRange(lease.fromBatch(), lease.toBatch());
    }
  }
}
