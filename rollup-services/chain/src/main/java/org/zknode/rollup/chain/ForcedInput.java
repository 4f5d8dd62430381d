/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import org.apache.tuweni.bytes.Bytes32;

/**
 * What L1 fixed for a batch that did not come from the sequencer: one that a user forced, or the
 * initial batch of a rollup, which has the same form (docs/spec/l1-contracts.md, "Batches of the
 * contract itself"). It takes the place of L1 info root and timestamp limit in the accumulated
 * input hash (docs/spec/hashes.md, "Accumulated input hash").
 *
 * @param number position in the contract's queue of forced batches, first is 1; 0 for the initial
 *     batch, which was in no queue
 * @param globalExitRoot the last one when the batch was forced
 * @param timestamp of the L1 block in which it was forced, seconds
 * @param blockHashL1 parent hash of that L1 block
 */
public record ForcedInput(
    long number, Bytes32 globalExitRoot, long timestamp, Bytes32 blockHashL1) {}
