/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/**
 * A verification on L1 that changed a rollup's local exit root.
 *
 * @param sequence its place among those of all rollups, from 1
 * @param rollupExitRoot after it
 */
public record RollupExit(
    long sequence, long rollupId, Bytes32 localExitRoot, Bytes32 rollupExitRoot, long l1Block) {}
