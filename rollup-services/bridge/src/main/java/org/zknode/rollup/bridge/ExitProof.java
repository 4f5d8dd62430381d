/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.Collections;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L1InfoTree;

/**
 * What a claim has to bring besides the leaf (docs/spec/bridge.md, "Claims").
 *
 * @param localProof 32 siblings from the leaf up to below the exit root of the network where it was
 *     made
 * @param rollupProof 32 siblings from that exit root up to below the rollup exit root; zeros for a
 *     leaf of L1, for which the contract does not look at them
 * @param mainnetExitRoot of the global exit root
 * @param rollupExitRoot of the global exit root
 * @param leafIndex of the L1 info tree, from 0, the first leaf that has this global exit root
 */
public record ExitProof(
    List<Bytes32> localProof,
    List<Bytes32> rollupProof,
    Bytes32 mainnetExitRoot,
    Bytes32 rollupExitRoot,
    long leafIndex) {

  /** The second proof of a leaf of L1. */
  public static final List<Bytes32> NO_ROLLUP =
      Collections.nCopies(L1InfoTree.HEIGHT, Bytes32.ZERO);

  public ExitProof {
    localProof = List.copyOf(localProof);
    rollupProof = List.copyOf(rollupProof);
  }

  /** What {@code globalExitRootMap} of the destination has to know. */
  public Bytes32 globalExitRoot() {
    return L1InfoTree.globalExitRoot(mainnetExitRoot, rollupExitRoot);
  }
}
