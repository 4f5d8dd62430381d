/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.WitnessUnavailableException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchRecordings.Recorded;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Builds what a prover is given for one batch (docs/spec/provers.md, "Input of a batch proof"). The
 * expected new state root and local exit root are not part of it: a prover has to find them.
 */
final class ProverInput {
  private static final Logger LOG = LoggerFactory.getLogger(ProverInput.class);

  private final StateStore store;
  private final BatchWitnesses witnesses;
  private final BatchStates states;
  private final ChainConfig chain;
  private final Address aggregator;
  private final int maxBytes;
  private final L1InfoProofs proofs = new L1InfoProofs();

  /**
   * @param aggregator the L1 account that will send the final proof
   * @param maxBytes an input that would have more goes without witnesses
   */
  ProverInput(
      final StateStore store,
      final BatchWitnesses witnesses,
      final BatchStates states,
      final ChainConfig chain,
      final Address aggregator,
      final int maxBytes) {
    this.store = store;
    this.witnesses = witnesses;
    this.states = states;
    this.chain = chain;
    this.aggregator = aggregator;
    this.maxBytes = maxBytes;
  }

  /**
   * @throws TemporaryException the state DB does not have all of it (an L1 reorg took it away, or
   *     the batch is not executed here yet)
   */
  InputProver of(final long batchNumber) {
    final Found found = store.read(tx -> find(tx, batchNumber));
    final InputProver plain = InputProver.newBuilder().setPublicInputs(found.inputs()).build();
    if (maxBytes == 0) {
      return plain;
    }
    final Optional<Recorded> recorded = recorded(found.batch());
    if (recorded.isEmpty()) {
      return plain;
    }
    final InputProver input =
        plain.toBuilder()
            .setBatchWitness(proto(recorded.get().witness().encode()))
            .addAllStatelessInputs(
                recorded.get().blocks().stream().map(each -> proto(each.encode())).toList())
            .build();
    if (input.getSerializedSize() > maxBytes) {
      LOG.warn(
          "the input of batch {} goes without witnesses: it has {} bytes, {} are the most by"
              + " --plugin-aggregator-max-input-bytes",
          batchNumber,
          input.getSerializedSize(),
          maxBytes);
      return plain;
    }
    return input;
  }

  /** A prover with a state of its own needs none, so that the batch goes on without. */
  private Optional<Recorded> recorded(final Batch batch) {
    try {
      return witnesses.of(batch);
    } catch (final WitnessUnavailableException e) {
      LOG.debug("the input of batch {} goes without witnesses", batch.number(), e);
      return Optional.empty();
    } catch (final EngineException e) {
      LOG.warn("the input of batch {} goes without witnesses: {}", batch.number(), e.getMessage());
      return Optional.empty();
    }
  }

  private record Found(PublicInputs inputs, Batch batch) {}

  private Found find(final Tx tx, final long number) {
    final VirtualBatch batch =
        tx.virtualBatches().find(number).orElseThrow(() -> missing(number, "is not on L1"));
    final BatchState before =
        states
            .after(tx, number - 1)
            .orElseThrow(() -> missing(number - 1, "is not executed here as it is on L1"));
    if (states.after(tx, number).isEmpty()) {
      throw missing(number, "is not executed here as it is on L1");
    }
    final PublicInputs.Builder inputs =
        PublicInputs.newBuilder()
            .setOldStateRoot(proto(before.stateRoot()))
            .setOldAccInputHash(proto(before.accInputHash()))
            .setOldBatchNum(number - 1)
            .setChainId(chain.l2ChainId())
            .setForkId(chain.forkId())
            .setBatchL2Data(proto(batch.batchL2Data()))
            .setL1InfoRoot(proto(batch.l1InfoRoot()))
            .setTimestampLimit(batch.timestampLimit())
            .setSequencerAddr(batch.coinbase().toString())
            .setForcedBlockhashL1(
                proto(batch.forced().map(ForcedInput::blockHashL1).orElse(Bytes32.ZERO)))
            .setAggregatorAddr(aggregator.toString())
            .putAllL1InfoTreeData(l1InfoTreeData(tx, batch));
    return new Found(inputs.build(), tx.batches().find(number).orElseThrow());
  }

  private Map<Integer, L1Data> l1InfoTreeData(final Tx tx, final VirtualBatch batch) {
    final SortedSet<Long> indices =
        batch.forced().isPresent() ? new TreeSet<>() : usedIndices(batch.batchL2Data());
    final Map<Integer, L1Data> data = new TreeMap<>();
    if (indices.isEmpty()) {
      return data;
    }
    final L1InfoLeaf newest =
        tx.l1InfoLeaves()
            .byRoot(batch.l1InfoRoot())
            .orElseThrow(
                () ->
                    new TemporaryException(
                        "no L1 info tree leaf with root %s of batch %d is known"
                            .formatted(batch.l1InfoRoot(), batch.number())));
    // That an index above the batch's root has no leaf is seen by its newest leaf: whoever executes
    // the batch finds it malformed.
    final SortedSet<Long> proven = new TreeSet<>(indices.headSet(newest.index() + 1));
    if (indices.last() > newest.index()) {
      proven.add(newest.index());
    }
    proofs
        .of(tx.l1InfoLeaves(), proven, newest.index())
        .forEach((index, leaf) -> data.put(Math.toIntExact(index), l1Data(leaf)));
    return data;
  }

  private static L1Data l1Data(final L1InfoProofs.Proven proven) {
    final L1InfoLeaf leaf = proven.leaf();
    return L1Data.newBuilder()
        .setGlobalExitRoot(proto(leaf.globalExitRoot()))
        .setBlockhashL1(proto(leaf.previousL1BlockHash()))
        .setMinTimestamp((int) leaf.timestamp())
        .addAllSmtProof(proven.siblings().stream().map(ProverInput::proto).toList())
        .build();
  }

  private static SortedSet<Long> usedIndices(final Bytes batchL2Data) {
    try {
      return BatchCodec.decode(batchL2Data).stream()
          .map(BatchBlock::l1InfoTreeIndex)
          .filter(index -> index > 0)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (final BatchDecodeException e) {
      // Such a batch has no blocks for anyone, so it uses no leaf either
      // (docs/spec/chain-rules.md, "Blocks from batch data").
      return new TreeSet<>();
    }
  }

  private static TemporaryException missing(final long batch, final String why) {
    return new TemporaryException("batch %d %s".formatted(batch, why));
  }

  private static ByteString proto(final Bytes bytes) {
    return ByteString.copyFrom(bytes.toArrayUnsafe());
  }
}
