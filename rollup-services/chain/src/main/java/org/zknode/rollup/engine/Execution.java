/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;

/**
 * Executes blocks of the own chain again. An engine keeps only so many states (Besu 512 by
 * default); what is older was executed by the same engine when it was appended, so that the same
 * parent, header fields and transactions gave these very blocks: then they are compared instead.
 * Where a block has not all of the transactions, because some could not be applied, it has to be
 * known that the whole list was executed and gave it: the block alone does not tell whether one of
 * them was left out that could have been applied.
 */
public final class Execution {
  private Execution() {}

  /**
   * @param inputs as for {@link ExecutionEngine#reExecute}
   * @param known what is remembered of earlier executions
   * @throws StateUnavailableException the state is gone, and the own chain has other blocks than
   *     the inputs
   */
  public static List<BlockResult> again(
      final ExecutionEngine engine, final List<BlockInput> inputs, final ExecutedLists known) {
    try {
      return engine.reExecute(inputs);
    } catch (final StateUnavailableException e) {
      return executedBefore(engine, inputs, known).orElseThrow(() -> e);
    }
  }

  /** Empty when one of them is not what the engine has executed. */
  private static Optional<List<BlockResult>> executedBefore(
      final ExecutionEngine engine, final List<BlockInput> inputs, final ExecutedLists known) {
    final List<BlockResult> results = new ArrayList<>();
    Bytes32 parent = inputs.getFirst().attributes().parentHash();
    for (final BlockInput input : inputs) {
      final Optional<L2Block> own = engine.block(input.attributes().number());
      if (own.isEmpty() || !isExecuted(engine, own.get(), input, parent, known)) {
        return Optional.empty();
      }
      results.add(new BlockResult(own.get(), List.of()));
      parent = own.get().hash();
    }
    return Optional.of(results);
  }

  private static boolean isExecuted(
      final ExecutionEngine engine,
      final L2Block own,
      final BlockInput input,
      final Bytes32 parent,
      final ExecutedLists known) {
    final BlockAttributes attributes = input.attributes();
    return own.parentHash().equals(parent)
        && own.timestamp() == attributes.timestamp()
        && own.coinbase().equals(attributes.coinbase())
        && own.gasLimit() == attributes.gasLimit()
        // Where headers do not have it, it has no part in the execution either.
        && engine.l1InfoRoot(own.number()).map(attributes.l1InfoRoot()::equals).orElse(true)
        && (own.transactions().equals(input.transactions())
            || known.gave(own.hash(), input.transactions()));
  }
}
