/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A batch as this node knows it (trusted, or derived from L1). Its L1 life is in {@link
 * VirtualBatch} and {@link VerifiedBatch}.
 *
 * @param number first batch is 1; 0 is the genesis state
 * @param firstBlock first L2 block; equals lastBlock + 1 for a batch without blocks
 * @param lastBlock last L2 block so far
 * @param batchL2Data etrog encoding (spec zkevm-node 3.3); while open, of the blocks so far (from
 *     which an engine that lost its newest blocks gets them back)
 * @param stateRoot after the last block
 * @param closed false while the sequencer still adds blocks
 * @param checked the whole batch was executed again to the same root after it was closed
 * @param closingReason one of {@link ClosingReason}'s texts, empty while open
 */
public record Batch(
    long number,
    long firstBlock,
    long lastBlock,
    Bytes batchL2Data,
    Bytes32 stateRoot,
    boolean closed,
    boolean checked,
    Optional<String> closingReason) {}
