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
   */
  record NotCovered(long network, long depositCount, long covered) implements ProofAnswer {}

  /** L1 has no such global exit root, as far as it is indexed. */
  record NoGlobalExitRoot(Bytes32 globalExitRoot) implements ProofAnswer {}
}
