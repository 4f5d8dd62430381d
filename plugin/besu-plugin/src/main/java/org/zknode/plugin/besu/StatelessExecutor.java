/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.ethereum.rlp.RLP;
import org.hyperledger.besu.ethereum.trie.MerkleTrieException;
import org.zknode.plugin.besu.BlockExecutor.Executed;
import org.zknode.plugin.besu.trie.MissingPartException;
import org.zknode.plugin.besu.trie.TrieWorldState;
import org.zknode.rlp.RlpException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.WorkLimits;
import org.zknode.rollup.witness.StatelessExecution;
import org.zknode.rollup.witness.WitnessException;
import org.zknode.rollup.witness.WitnessException.Fault;

/** Executes blocks on Besu's EVM over a witness alone, as the engine would on its own state. */
public final class StatelessExecutor implements StatelessExecution {
  private final BlockExecutor executor;

  /**
   * @param schedule the rules by the genesis file
   */
  public StatelessExecutor(final ProtocolSchedule schedule) {
    this.executor = new BlockExecutor(schedule);
  }

  @Override
  public Outcome execute(
      final List<BlockInput> inputs,
      final ExecutionWitness witness,
      final Scope scope,
      final Duration longest)
      throws WitnessException {
    final TimeLimit limit = new TimeLimit(System.nanoTime(), longest);
    final WitnessParts parts = new WitnessParts(witness);
    Bytes32 stateRoot = Bytes32.ZERO;
    try {
      final BlockAttributes first = inputs.getFirst().attributes();
      final BlockHeader parent = parts.header(Hash.wrap(first.parentHash()), first.number() - 1);
      stateRoot = BesuBlocks.toBytes32(parent.getStateRoot());
      final Ancestors ancestors = new Ancestors(parent, parts::header);
      final Outcome outcome = execute(inputs, parts, stateRoot, ancestors, scope, limit);
      parts.requireExact(stateRoot, ancestors.ofRun());
      return outcome;
    } catch (final MissingPartException e) {
      throw parts.missing(e, stateRoot);
    } catch (final MerkleTrieException | RlpException e) {
      throw new WitnessException(
          Fault.MALFORMED, "a part of the witness cannot be read: " + e.getMessage());
    }
  }

  private Outcome execute(
      final List<BlockInput> inputs,
      final WitnessParts parts,
      final Bytes32 stateRoot,
      final Ancestors ancestors,
      final Scope scope,
      final TimeLimit limit) {
    final TrieWorldState state = new TrieWorldState(stateRoot, parts, parts);
    final TrieExecution execution = new TrieExecution(executor, state, ancestors);
    final TransactionMeter meter = TransactionMeter.within(limit.budget());
    final List<BlockResult> results = new ArrayList<>();
    final List<Bytes32> receiptsRoots = new ArrayList<>();
    final List<Bytes> headers = new ArrayList<>();
    for (final BlockInput input : inputs) {
      final Executed executed = execution.next(input, meter);
      limit.check(input);
      final BlockHeader header = executed.block().getHeader();
      results.add(
          new BlockResult(BesuBlocks.toL2BlockOf(header, executed.included()), executed.skipped()));
      receiptsRoots.add(BesuBlocks.toBytes32(header.getReceiptsRoot()));
      headers.add(RLP.encode(header::writeTo));
      ancestors.executed(header);
    }
    final Bytes32 localExitRoot =
        scope == Scope.BATCH ? BesuStates.localExitRoot(state) : Bytes32.ZERO;
    return new Outcome(results, receiptsRoots, headers, localExitRoot, meter.used());
  }

  /**
   * @param start by System.nanoTime
   */
  private record TimeLimit(long start, Duration longest) {
    /** Stops a transaction when the time is over, and begins no further one. */
    ResourceBudget budget() {
      final ResourceBudget all = ResourceBudget.unlimited();
      return new ResourceBudget(
          all.left(),
          all.whole(),
          all.room(),
          new WorkLimits(longest, longest, longest, Long.MAX_VALUE, System::nanoTime),
          all.sparing());
    }

    /** What was left out for the time is in no result. */
    void check(final BlockInput input) {
      if (System.nanoTime() - start >= longest.toNanos()) {
        throw new EngineException(
            "the execution is given up after %s, in block %d"
                .formatted(longest, input.attributes().number()));
      }
    }
  }
}
