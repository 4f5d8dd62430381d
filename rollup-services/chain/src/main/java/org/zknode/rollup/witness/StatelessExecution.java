/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import java.time.Duration;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.Resources;

/**
 * Port to an EVM that executes blocks on their witness alone: no chain, no database. From any
 * thread, several at once.
 */
public interface StatelessExecution {
  /** As long as it takes. */
  Duration NO_LIMIT = Duration.ofDays(10_000);

  /**
   * Executes consecutive blocks on the witness of one block, or of several as they are in a batch.
   * That the parent of the first one is the right one, and the L1 info roots those of L1, is for
   * the caller to know.
   *
   * @param inputs the parentHash of all but the first is ignored, as in reExecute
   * @param scope what the witness was recorded for
   * @throws WitnessException the witness has not exactly what these blocks need
   * @throws org.zknode.rollup.engine.EngineException the host lacks something
   */
  default Outcome execute(
      final List<BlockInput> inputs, final ExecutionWitness witness, final Scope scope)
      throws WitnessException {
    return execute(inputs, witness, scope, NO_LIMIT);
  }

  /**
   * Likewise, for a stranger.
   *
   * @param longest after this long it is given up
   * @throws org.zknode.rollup.engine.EngineException it was given up, too
   */
  Outcome execute(List<BlockInput> inputs, ExecutionWitness witness, Scope scope, Duration longest)
      throws WitnessException;

  /** What a witness is for. */
  enum Scope {
    /** The blocks alone: {@code debug_executionWitness}. */
    BLOCKS,
    /** A batch: the local exit root after it, too. */
    BATCH
  }

  /**
   * @param blocks one for each input
   * @param receiptsRoots likewise
   * @param headers RLP of each block's header; none where it comes from afar
   * @param localExitRoot after the last one; zero where the chain has no bridge, and in the scope
   *     of blocks
   * @param used by all of them
   */
  record Outcome(
      List<BlockResult> blocks,
      List<Bytes32> receiptsRoots,
      List<Bytes> headers,
      Bytes32 localExitRoot,
      Resources used) {
    public Outcome {
      blocks = List.copyOf(blocks);
      receiptsRoots = List.copyOf(receiptsRoots);
      headers = List.copyOf(headers);
    }

    /** Without headers. */
    public Outcome(
        final List<BlockResult> blocks,
        final List<Bytes32> receiptsRoots,
        final Bytes32 localExitRoot,
        final Resources used) {
      this(blocks, receiptsRoots, List.of(), localExitRoot, used);
    }

    /** After the last block. */
    public Bytes32 stateRoot() {
      return blocks.getLast().block().stateRoot();
    }

    /** Of all blocks. */
    public long gasUsed() {
      return blocks.stream().mapToLong(result -> result.block().gasUsed()).sum();
    }
  }
}
