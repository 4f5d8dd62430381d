/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes32;

/**
 * A leaf of the L1 info tree (docs/spec/hashes.md, "L1 info tree").
 *
 * @param index l1InfoTreeIndex as used in batch data: the first leaf ever has index 1, because 0
 *     means none
 * @param l1Block number of the L1 block with the event
 * @param previousL1BlockHash parent hash of that L1 block
 * @param timestamp of that L1 block, seconds
 * @param l1InfoRoot root of the tree after this leaf was appended
 */
public record L1InfoLeaf(
    long index,
    long l1Block,
    Bytes32 mainnetExitRoot,
    Bytes32 rollupExitRoot,
    Bytes32 globalExitRoot,
    Bytes32 previousL1BlockHash,
    long timestamp,
    Bytes32 l1InfoRoot) {}
