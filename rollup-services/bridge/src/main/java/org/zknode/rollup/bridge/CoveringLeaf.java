/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/**
 * What a leaf of the L1 info tree covers.
 *
 * @param index as batch data count them, from 1
 * @param mainnetDeposits so many deposits of L1, from the first one
 * @param rollupSequence rollups' local exit roots up to that {@link RollupExit#sequence}, 0 for
 *     none
 */
public record CoveringLeaf(
    long index,
    long l1Block,
    Bytes32 globalExitRoot,
    Bytes32 mainnetExitRoot,
    Bytes32 rollupExitRoot,
    long mainnetDeposits,
    long rollupSequence) {}
