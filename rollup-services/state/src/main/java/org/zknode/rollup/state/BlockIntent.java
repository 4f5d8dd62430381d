/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes32;

/**
 * What the sequencer is about to build, stored before the engine extends its chain: after a crash
 * between engine and state DB, the block's row is made again from the engine's block and this (the
 * l1InfoTreeIndex is in no header).
 *
 * @param number of the block; key: an intent for the same number replaces the older one
 * @param parentHash hash of the parent block
 * @param timestamp seconds
 * @param batchNumber the batch that the block goes into
 * @param l1InfoTreeIndex as in the batch data, 0 = none
 */
public record BlockIntent(
    long number, Bytes32 parentHash, long timestamp, long batchNumber, long l1InfoTreeIndex) {}
