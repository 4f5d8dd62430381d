/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/** What comes of asking for the proof of a deposit. */
public sealed interface ProofAnswer {
  record Found(ExitProof proof) implements ProofAnswer {}

  /** There is no such deposit, as far as its network is indexed. */
  record NoDeposit(long network, long depositCount) implements ProofAnswer {}

  /**
   * The global exit root does not cover it; without one given, none does that the destination would
   * take.
   *
   * @param covered deposits of that network, from the first one, that are covered: ask again when
   *     they are more than the deposit's count
   * @param waitsFor what has to happen first
   */
  record NotCovered(long network, long depositCount, long covered, WaitsFor waitsFor)
      implements ProofAnswer {}

  /** What has to happen before a proof covers a deposit. */
  enum WaitsFor {
    /** Of L1: the global exit root there has to be updated, as no leaf covers it. */
    EXIT_ROOT,
    /** Of L1: a block of the own rollup has to name a leaf that covers it. */
    L2_BLOCK,
    /** Of L1: the global exit root of a leaf that a block names has to be proven on L2. */
    L2_PROOF,
    /** The same, but the block may be too old for that proof. */
    LATE_L2_PROOF,
    /** Of L1 for another rollup: what that one knows is not indexed here. */
    OTHER_ROLLUP,
    /** Of the own rollup: a verification on L1. */
    VERIFICATION,
    /** The global exit root that was asked for is older than the deposit. */
    OTHER_ROOT
  }

  /** L1 has no such global exit root, as far as it is indexed. */
  record NoGlobalExitRoot(Bytes32 globalExitRoot) implements ProofAnswer {}
}
