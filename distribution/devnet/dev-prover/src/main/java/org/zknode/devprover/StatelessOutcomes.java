/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.witness.ExecutionPayload;
import org.zknode.rollup.witness.SszException;
import org.zknode.rollup.witness.StatelessExecution.Outcome;
import org.zknode.rollup.witness.StatelessExecution.Scope;
import org.zknode.rollup.witness.StatelessExecutions;
import org.zknode.rollup.witness.StatelessExecutions.Chain;
import org.zknode.rollup.witness.StatelessInput;
import org.zknode.rollup.witness.WitnessException;

/**
 * Executes batches on what the aggregator sent, and believes nothing of it: the blocks come from
 * the batch's data, the state from the witness that hangs on the old state root, and each block's
 * own input has to be exactly that of the block that came out.
 */
final class StatelessOutcomes implements BatchOutcomes {
  private static final Logger LOG = LoggerFactory.getLogger(StatelessOutcomes.class);

  private final Chain chain;
  private final long blockGasLimit;

  StatelessOutcomes(final Chain chain, final long blockGasLimit) {
    this.chain = chain;
    this.blockGasLimit = blockGasLimit;
  }

  /** Whether an EVM is on the class path, with all that it needs. */
  static boolean isPossible() {
    try {
      return ServiceLoader.load(StatelessExecutions.class).findFirst().isPresent();
    } catch (final ServiceConfigurationError | LinkageError e) {
      // The launcher has the plugin, and no Besu.
      LOG.debug("there is no EVM in this process", e);
      return false;
    }
  }

  /**
   * @param genesis file of the rollup
   * @throws IllegalArgumentException it cannot be used; one sentence
   */
  static StatelessOutcomes open(final Path genesis, final long blockGasLimit) {
    try {
      return new StatelessOutcomes(StatelessExecutions.find().open(genesis), blockGasLimit);
    } catch (final IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public BatchOutcome of(final ProvableBatch batch) throws RefusedInputException {
    if (batch.terms().chainId() != chain.id()) {
      throw new RefusedInputException(
          "chain id is %d, the genesis file has %d".formatted(batch.terms().chainId(), chain.id()));
    }
    final List<StatelessInput> sent = decode(batch.statelessInputs());
    if (!batch.hasBlocks()) {
      return unchanged(batch, sent);
    }
    if (sent.isEmpty() || batch.witness().isEmpty()) {
      throw new RefusedInputException(
          "the aggregator sent no execution witness: its engine has none, or"
              + " --plugin-aggregator-max-input-bytes is too small");
    }
    final ExecutionWitness witness = witness(batch.witness());
    final L2Block parent = parent(witness, sent.getFirst().request().payload().parentHash());
    requireEqual("the state root before the batch", batch.oldStateRoot(), parent.stateRoot());
    final List<BlockInput> inputs = batch.inputs(parent, blockGasLimit);
    requireEqual("the number of blocks", inputs.size(), sent.size());
    if (batch.forced().isEmpty()
        && inputs.getLast().attributes().timestamp() > batch.timestampLimit()) {
      throw new RefusedInputException(
          "the last block is of %d, above the timestamp limit %d"
              .formatted(inputs.getLast().attributes().timestamp(), batch.timestampLimit()));
    }
    final Outcome outcome = execute(inputs, witness, Scope.BATCH);
    for (int i = 0; i < sent.size(); i++) {
      requireSame(sent.get(i), outcome, i);
    }
    return new BatchOutcome(outcome.stateRoot(), outcome.localExitRoot());
  }

  /** A batch without blocks: the block before it shows the local exit root. */
  private BatchOutcome unchanged(final ProvableBatch batch, final List<StatelessInput> sent)
      throws RefusedInputException {
    if (sent.isEmpty()) {
      // Nothing is before the first blocks of the chain.
      return new BatchOutcome(batch.oldStateRoot(), Bytes32.ZERO);
    }
    requireEqual("the number of blocks before a batch without any", 1, sent.size());
    final Outcome outcome =
        execute(List.of(input(sent.getFirst())), witness(batch.witness()), Scope.BATCH);
    requireSame(sent.getFirst(), outcome, 0);
    requireEqual("the state root before the batch", batch.oldStateRoot(), outcome.stateRoot());
    return new BatchOutcome(outcome.stateRoot(), outcome.localExitRoot());
  }

  private static List<StatelessInput> decode(final List<Bytes> encoded)
      throws RefusedInputException {
    final List<StatelessInput> inputs = new ArrayList<>();
    for (final Bytes each : encoded) {
      try {
        inputs.add(StatelessInput.decode(each));
      } catch (final SszException e) {
        throw new RefusedInputException(
            "the input of block %d of the batch cannot be read: %s"
                .formatted(inputs.size() + 1, e.getMessage()),
            e);
      }
    }
    return inputs;
  }

  private static ExecutionWitness witness(final Bytes encoded) throws RefusedInputException {
    try {
      return ExecutionWitness.decode(encoded);
    } catch (final RlpException e) {
      throw new RefusedInputException("the witness cannot be read: " + e.getMessage(), e);
    }
  }

  private static L2Block parent(final ExecutionWitness witness, final Bytes32 hash)
      throws RefusedInputException {
    for (final Bytes header : witness.headers()) {
      if (Keccak256.hash(header).equals(hash)) {
        try {
          return block(StatelessInput.of(header, List.of(), witness, 0).request().payload());
        } catch (final IllegalArgumentException e) {
          throw new RefusedInputException(e.getMessage(), e);
        }
      }
    }
    throw new RefusedInputException("the witness lacks the block before the batch");
  }

  private static L2Block block(final ExecutionPayload payload) {
    return new L2Block(
        payload.number(),
        payload.blockHash(),
        payload.parentHash(),
        payload.stateRoot(),
        payload.timestamp(),
        payload.feeRecipient(),
        payload.gasLimit(),
        payload.gasUsed(),
        payload.baseFee(),
        payload.transactions());
  }

  private static BlockInput input(final StatelessInput sent) {
    final ExecutionPayload payload = sent.request().payload();
    return new BlockInput(
        new BlockAttributes(
            payload.number(),
            payload.parentHash(),
            payload.timestamp(),
            payload.feeRecipient(),
            payload.gasLimit(),
            0,
            sent.request().parentBeaconBlockRoot()),
        payload.transactions());
  }

  /** What was sent of a block is what a guest has to get, part by part. */
  private void requireSame(final StatelessInput sent, final Outcome batch, final int index)
      throws RefusedInputException {
    final L2Block block = batch.blocks().get(index).block();
    final StatelessInput expected =
        StatelessInput.of(
            batch.headers().get(index), block.transactions(), sent.witness(), chain.id());
    if (!expected.equals(sent)) {
      throw new RefusedInputException(
          "the input sent for block %d is not of the block that the batch has"
              .formatted(block.number()));
    }
    final Outcome alone = execute(List.of(input(sent)), sent.witness(), Scope.BLOCKS);
    requireEqual("block " + block.number(), block.hash(), alone.blocks().getFirst().block().hash());
  }

  private Outcome execute(
      final List<BlockInput> inputs, final ExecutionWitness witness, final Scope scope)
      throws RefusedInputException {
    try {
      return chain.execution().execute(inputs, witness, scope);
    } catch (final WitnessException e) {
      throw new RefusedInputException(
          "the witness is not that of the blocks (%s): %s".formatted(e.fault(), e.getMessage()), e);
    } catch (final EngineException e) {
      throw new RefusedInputException("the blocks cannot be executed: " + e.getMessage(), e);
    }
  }

  private static void requireEqual(final String what, final Object expected, final Object actual)
      throws RefusedInputException {
    if (!expected.equals(actual)) {
      throw new RefusedInputException("%s is %s, not %s".formatted(what, actual, expected));
    }
  }
}
