/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Builds what a prover is given for one batch (docs/spec/provers.md, "Input of a batch proof"). The
 * expected new state root and local exit root are not part of it: a prover has to find them; only
 * dev provers get them as a witness.
 */
final class ProverInput {
  /** Key in {@code InputProver.db} of the expected new state root, 0x hex. */
  static final String DEV_NEW_STATE_ROOT = "zknode.dev.newStateRoot";

  /** Key in {@code InputProver.db} of the expected new local exit root, 0x hex. */
  static final String DEV_NEW_LOCAL_EXIT_ROOT = "zknode.dev.newLocalExitRoot";

  private final StateStore store;
  private final ExitRoots exitRoots;
  private final BatchStates states;
  private final ChainConfig chain;
  private final Address aggregator;
  private final boolean devWitness;
  private final L1InfoProofs proofs = new L1InfoProofs();

  /**
   * @param aggregator the L1 account that will send the final proof
   */
  ProverInput(
      final StateStore store,
      final ExitRoots exitRoots,
      final BatchStates states,
      final ChainConfig chain,
      final Address aggregator,
      final boolean devWitness) {
    this.store = store;
    this.exitRoots = exitRoots;
    this.states = states;
    this.chain = chain;
    this.aggregator = aggregator;
    this.devWitness = devWitness;
  }

  /**
   * @throws TemporaryException the state DB does not have all of it (an L1 reorg took it away, or
   *     the batch is not executed here yet)
   */
  InputProver of(final long batchNumber) {
    final Found found = store.read(tx -> find(tx, batchNumber));
    if (devWitness) {
      found
          .input()
          .putDb(DEV_NEW_STATE_ROOT, found.after().stateRoot().toHexString())
          .putDb(DEV_NEW_LOCAL_EXIT_ROOT, exitRoots.after(found.after().lastBlock()).toHexString());
    }
    return found.input().build();
  }

  private record Found(InputProver.Builder input, BatchState after) {}

  private Found find(final Tx tx, final long number) {
    final VirtualBatch batch =
        tx.virtualBatches().find(number).orElseThrow(() -> missing(number, "is not on L1"));
    final BatchState before =
        states
            .after(tx, number - 1)
            .orElseThrow(() -> missing(number - 1, "is not executed here as it is on L1"));
    final BatchState after =
        states
            .after(tx, number)
            .orElseThrow(() -> missing(number, "is not executed here as it is on L1"));
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
    return new Found(InputProver.newBuilder().setPublicInputs(inputs), after);
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
    // An index above the batch's root cannot be proven: whoever executes the batch refuses it too.
    proofs
        .of(tx.l1InfoLeaves(), indices.headSet(newest.index() + 1), newest.index())
        .forEach((index, proven) -> data.put(Math.toIntExact(index), l1Data(proven)));
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
