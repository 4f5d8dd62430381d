/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.BatchDerivation;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.witness.StatelessInput;

/**
 * What provers need of closed batches. The witness of the batch is the one that is kept, or
 * recorded on the engine's state; what each block alone needs is found by executing on that, so
 * that nothing else has to be kept.
 */
public final class BatchRecordings {
  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainConfig chain;

  public BatchRecordings(
      final ExecutionEngine engine, final StateStore store, final ChainConfig chain) {
    this.engine = engine;
    this.store = store;
    this.chain = chain;
  }

  /**
   * @param witness of the whole batch, with what its local exit root needs
   * @param blocks as they are in the chain, each with the witness of it alone
   */
  public record Recorded(ExecutionWitness witness, List<StatelessInput> blocks) {
    public Recorded {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Of a closed batch; of one without blocks those of the last block before it, and empty when that
   * is the genesis.
   *
   * @throws org.zknode.rollup.engine.WitnessUnavailableException the engine records none
   * @throws org.zknode.rollup.engine.StateUnavailableException none is kept, and the engine has the
   *     state no more
   * @throws TemporaryException the engine does not have all of the blocks yet
   */
  public Optional<Recorded> of(final Batch batch) {
    final long first = Math.min(batch.firstBlock(), batch.lastBlock());
    if (first == 0) {
      return Optional.empty();
    }
    final List<BlockInput> inputs = inputs(first, batch.lastBlock());
    final ExecutionWitness range =
        first == batch.firstBlock() ? range(batch) : engine.recordWitness(inputs).range();
    final RecordedExecution alone = engine.recordWitness(inputs, range);
    final List<StatelessInput> blocks = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      final L2Block block = alone.results().get(i).block();
      if (!block.hash().equals(block(block.number()).hash())) {
        throw new EngineException(
            "block %d is another one when it is executed again".formatted(block.number()));
      }
      blocks.add(
          StatelessInput.of(
              alone.headers().get(i),
              block.transactions(),
              alone.blocks().get(i),
              chain.l2ChainId()));
    }
    return Optional.of(new Recorded(range, blocks));
  }

  /**
   * Of a closed batch with blocks: as it is kept, or recorded now.
   *
   * @throws EngineException as in {@link #of}
   */
  public ExecutionWitness range(final Batch batch) {
    return store
        .read(tx -> tx.batchWitnesses().find(batch.number()))
        .orElseGet(() -> recorded(batch));
  }

  private ExecutionWitness recorded(final Batch batch) {
    final L2Block parent = block(batch.firstBlock() - 1);
    try {
      return engine
          .recordWitness(
              BatchDerivation.derive(
                  batch.batchL2Data(),
                  batch.forced(),
                  parent,
                  chain.withCoinbase(block(batch.firstBlock()).coinbase()),
                  this::l1InfoRoot))
          .range();
    } catch (final BatchDecodeException e) {
      throw new EngineException("the data of batch %d has no blocks".formatted(batch.number()), e);
    }
  }

  private Optional<Bytes32> l1InfoRoot(final long index) {
    return store.read(tx -> tx.l1InfoLeaves().find(index)).map(L1InfoLeaf::l1InfoRoot);
  }

  /** As they are in the chain: without what was left out. */
  private List<BlockInput> inputs(final long first, final long last) {
    return LongStream.rangeClosed(first, last).mapToObj(this::input).toList();
  }

  private BlockInput input(final long number) {
    final L2Block block = block(number);
    return new BlockInput(
        new BlockAttributes(
            number,
            block.parentHash(),
            block.timestamp(),
            block.coinbase(),
            block.gasLimit(),
            0,
            engine.l1InfoRoot(number).orElse(Bytes32.ZERO)),
        block.transactions());
  }

  private L2Block block(final long number) {
    return engine
        .block(number)
        .orElseThrow(() -> new TemporaryException("there is no block %d yet".formatted(number)));
  }
}
