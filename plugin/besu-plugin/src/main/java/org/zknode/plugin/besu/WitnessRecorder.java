/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.rlp.RLP;
import org.hyperledger.besu.ethereum.trie.MerkleTrieException;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.plugin.besu.BlockExecutor.Executed;
import org.zknode.plugin.besu.trie.BonsaiSource;
import org.zknode.plugin.besu.trie.TrieObserver;
import org.zknode.plugin.besu.trie.TrieSource;
import org.zknode.plugin.besu.trie.TrieWorldState;
import org.zknode.rlp.RlpException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.witness.WitnessException;

/** Executes blocks on one of Besu's states, or on a witness, and notes what of it they need. */
record WitnessRecorder(BlockExecutor executor, Blockchain chain) {
  /** Parts by their hash. */
  private static final class Parts {
    private final TreeMap<Bytes32, Bytes> nodes = new TreeMap<>();
    private final TreeMap<Bytes32, Bytes> codes = new TreeMap<>();

    ExecutionWitness with(final List<BlockHeader> headers) {
      return new ExecutionWitness(
          List.copyOf(nodes.values()),
          List.copyOf(codes.values()),
          headers.stream().map(header -> RLP.encode(header::writeTo)).toList());
    }
  }

  /** Notes for the block and for the run of blocks. */
  private static final class Notes implements TrieObserver {
    private final Parts run = new Parts();
    private Parts block = new Parts();

    @Override
    public void node(final Bytes32 hash, final Bytes rlp, final boolean made) {
      block.nodes.put(hash, rlp);
      if (!made) {
        run.nodes.put(hash, rlp);
      }
    }

    @Override
    public void code(final Bytes32 hash, final Bytes code, final boolean made) {
      block.codes.put(hash, code);
      if (!made) {
        run.codes.put(hash, code);
      }
    }
  }

  /**
   * @param state after the parent; not changed
   * @param inputs consecutive blocks
   */
  RecordedExecution record(
      final MutableWorldState state, final BlockHeader parent, final List<BlockInput> inputs) {
    return record(BonsaiSource.of(state), parent, this::header, inputs);
  }

  /**
   * @param inputs consecutive blocks
   * @param witness of them all; what of it they do not need does not matter
   * @throws EngineException it lacks something
   */
  RecordedExecution record(final ExecutionWitness witness, final List<BlockInput> inputs) {
    final BlockAttributes first = inputs.getFirst().attributes();
    try {
      final WitnessParts parts = new WitnessParts(witness);
      final BlockHeader parent = parts.header(Hash.wrap(first.parentHash()), first.number() - 1);
      return record(parts, parent, parts::header, inputs);
    } catch (final WitnessException | MerkleTrieException | RlpException e) {
      throw new EngineException(
          "it is not the witness of the blocks from %d: %s"
              .formatted(first.number(), e.getMessage()),
          e);
    }
  }

  private RecordedExecution record(
      final TrieSource source,
      final BlockHeader parent,
      final Ancestors.Older older,
      final List<BlockInput> inputs) {
    final Notes notes = new Notes();
    final TrieWorldState tries =
        new TrieWorldState(BesuBlocks.toBytes32(parent.getStateRoot()), source, notes);
    final Ancestors ancestors = new Ancestors(parent, older);
    final TrieExecution execution = new TrieExecution(executor, tries, ancestors);
    final List<BlockResult> results = new ArrayList<>();
    final List<ExecutionWitness> blocks = new ArrayList<>();
    final List<Bytes> headers = new ArrayList<>();
    for (final BlockInput input : inputs) {
      notes.block = new Parts();
      final Executed executed = execution.next(input, TransactionMeter.none());
      final BlockHeader header = executed.block().getHeader();
      results.add(
          new BlockResult(BesuBlocks.toL2BlockOf(header, executed.included()), executed.skipped()));
      blocks.add(notes.block.with(ancestors.ofBlock()));
      headers.add(RLP.encode(header::writeTo));
      ancestors.executed(header);
    }
    notes.block = new Parts();
    BesuStates.localExitRoot(tries);
    return new RecordedExecution(results, notes.run.with(ancestors.ofRun()), blocks, headers);
  }

  private BlockHeader header(final Hash hash, final long number) {
    return chain
        .getBlockHeader(hash)
        .orElseThrow(() -> new EngineException("Besu has no header of block %d".formatted(number)));
  }
}
