/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;

/**
 * Consecutive blocks that were executed again, and what that needed.
 *
 * @param results one for each block
 * @param range for all of them at once, on the state before the first one: what one of them made
 *     for a later one is not in it. Besides, what the local exit root after the last one needs
 * @param blocks for each block alone, on the state before it
 * @param headers RLP of each block's header
 */
public record RecordedExecution(
    List<BlockResult> results,
    ExecutionWitness range,
    List<ExecutionWitness> blocks,
    List<Bytes> headers) {
  public RecordedExecution {
    results = List.copyOf(results);
    blocks = List.copyOf(blocks);
    headers = List.copyOf(headers);
  }
}
