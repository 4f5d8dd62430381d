/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event.InitialSequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceForceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1Event.Sequencing;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.HaltCode;

/**
 * Writes the virtual batches of one sequence, of whatever kind, into the state DB. The accumulated
 * input hash, computed from what is stored, must be the contract's.
 */
final class VirtualBatchWriter {
  private final StateStore.Tx tx;
  private final Sequencing sequence;
  private final Bytes32 contractHash;
  private final Optional<VirtualBatch> previous;
  private final long lastVirtual;
  private long lastForced;

  private VirtualBatchWriter(
      final StateStore.Tx tx, final Sequencing sequence, final Bytes32 contractHash) {
    this.tx = tx;
    this.sequence = sequence;
    this.contractHash = contractHash;
    this.previous = tx.virtualBatches().last();
    this.lastVirtual = previous.map(VirtualBatch::number).orElse(0L);
    this.lastForced = tx.virtualBatches().lastForced();
  }

  /**
   * What one batch is made from.
   *
   * @param root L1 info root, or the forced global exit root
   * @param timestamp limit of the sequence, or the forced timestamp
   */
  private record Input(Bytes data, Bytes32 root, long timestamp, Optional<ForcedInput> forced) {
    static Input forced(final Bytes data, final ForcedInput input) {
      return new Input(data, input.globalExitRoot(), input.timestamp(), Optional.of(input));
    }
  }

  /**
   * @param contractHash the contract's accumulated input hash of the last batch, zero if none
   * @throws CriticalException L1 and this node contradict each other
   * @throws TemporaryException the contract has no such batch (yet)
   */
  static void add(final StateStore.Tx tx, final Sequencing sequence, final Bytes32 contractHash) {
    if (contractHash.isZero()) {
      throw new TemporaryException(
          "the rollup manager has no accumulated input hash for batch %d yet"
              .formatted(sequence.lastBatch()));
    }
    new VirtualBatchWriter(tx, sequence, contractHash).add();
  }

  private void add() {
    switch (sequence) {
      case SequenceBatches normal -> addNormal(normal);
      case SequenceForceBatches forced -> addForced(forced);
      case InitialSequenceBatches initial -> addInitial(initial);
    }
  }

  private void addNormal(final SequenceBatches normal) {
    requireNext(normal.batches().size());
    if (normal.initSequencedBatch() != lastVirtual) {
      throw contradiction(
          "a sequence on L1 does not follow the last virtual batch",
          "last virtual batch %d, initSequencedBatch %d"
              .formatted(lastVirtual, normal.initSequencedBatch()));
    }
    if (!isKnownRoot(normal.l1InfoRoot())) {
      throw contradiction(
          "a sequence on L1 names an unknown L1 info root",
          "l1InfoRoot %s, last own leaf %s"
              .formatted(
                  normal.l1InfoRoot(),
                  tx.l1InfoLeaves().last().map(Object::toString).orElse("none")));
    }
    final List<Input> inputs = new ArrayList<>();
    for (final SequencedBatch batch : normal.batches()) {
      inputs.add(
          batch.forcedTimestamp() == 0
              ? new Input(
                  batch.transactions(),
                  normal.l1InfoRoot(),
                  normal.maxSequenceTimestamp(),
                  Optional.empty())
              : inputOf(batch));
    }
    requireEqualHash(inputs, normal.coinbase());
    insert(inputs, normal.coinbase());
  }

  /** The contract takes forced batches in the order of its queue only, and so does this node. */
  private Input inputOf(final SequencedBatch batch) {
    final ForcedBatch queued = nextForced();
    final ForcedInput input =
        new ForcedInput(
            queued.number(),
            batch.forcedGlobalExitRoot(),
            batch.forcedTimestamp(),
            batch.forcedBlockHashL1());
    if (!queued.input().equals(input) || !queued.batchL2Data().equals(batch.transactions())) {
      throw contradiction(
          "a forced batch in a sequence on L1 is not the one that was forced",
          "queued %s with %d bytes, sequenced %s with %d bytes"
              .formatted(
                  queued.input(), queued.batchL2Data().size(), input, batch.transactions().size()));
    }
    return Input.forced(batch.transactions(), input);
  }

  private ForcedBatch nextForced() {
    lastForced++;
    return tx.forcedBatches()
        .find(lastForced)
        .orElseThrow(
            () ->
                contradiction(
                    "a sequence on L1 has a forced batch that is not in the queue",
                    "forced batch %d, last known %d"
                        .formatted(
                            lastForced,
                            tx.forcedBatches().last().map(ForcedBatch::number).orElse(0L))));
  }

  private void addForced(final SequenceForceBatches event) {
    final List<Input> inputs = new ArrayList<>();
    for (long number = lastVirtual + 1; number <= event.lastBatch(); number++) {
      final ForcedBatch queued = nextForced();
      inputs.add(Input.forced(queued.batchL2Data(), queued.input()));
    }
    requireNext(inputs.size());
    final Address coinbase =
        event.callers().stream()
            .filter(caller -> hashAfter(inputs, caller).equals(contractHash))
            .findFirst()
            .orElseThrow(() -> noCaller(event, inputs));
    insert(inputs, coinbase);
  }

  private RuntimeException noCaller(final SequenceForceBatches event, final List<Input> inputs) {
    return event.complete()
        ? otherHash(hashAfter(inputs, event.callers().getFirst()))
        : new L1EndpointException(
            "L1",
            "batch %d was sequenced through other contracts in L1 transaction %s; who called the rollup can only be read with an L1 endpoint that has debug_traceTransaction or trace_transaction: add one to --plugin-zknode-l1-urls"
                .formatted(event.lastBatch(), event.transactionHash()));
  }

  private void addInitial(final InitialSequenceBatches event) {
    if (event.lastBatch() > 1 && lastVirtual == 0) {
      throw L1EventProcessor.halt(
          HaltCode.FORMER_FORK,
          "the rollup was upgraded from a fork whose batches this node cannot derive",
          sequence,
          "its upgrade sequenced batch %d, batches 1 to %d are of that fork"
              .formatted(event.lastBatch(), event.lastBatch() - 1));
    }
    requireNext(1);
    final List<Input> inputs =
        List.of(
            Input.forced(
                event.transactions(),
                new ForcedInput(
                    0,
                    event.lastGlobalExitRoot(),
                    event.block().timestamp(),
                    event.block().parentHash())));
    requireEqualHash(inputs, event.sequencer());
    insert(inputs, event.sequencer());
  }

  private void requireNext(final int batches) {
    final long first = sequence.lastBatch() - batches + 1;
    if (batches == 0 || first != lastVirtual + 1) {
      throw contradiction(
          "a sequence on L1 does not follow the last virtual batch",
          "last virtual batch %d, batches %d to %d"
              .formatted(lastVirtual, first, sequence.lastBatch()));
    }
  }

  private void requireEqualHash(final List<Input> inputs, final Address coinbase) {
    final Bytes32 computed = hashAfter(inputs, coinbase);
    if (!computed.equals(contractHash)) {
      throw otherHash(computed);
    }
  }

  private CriticalException otherHash(final Bytes32 computed) {
    return contradiction(
        "accumulated input hash differs from the contract's",
        "batch %d: computed %s, contract has %s"
            .formatted(sequence.lastBatch(), computed, contractHash));
  }

  private Bytes32 hashAfter(final List<Input> inputs, final Address coinbase) {
    Bytes32 hash = previous.map(VirtualBatch::accInputHash).orElse(AccInputHash.GENESIS);
    for (final Input input : inputs) {
      hash = next(hash, input, coinbase);
    }
    return hash;
  }

  private static Bytes32 next(final Bytes32 previous, final Input input, final Address coinbase) {
    return input
        .forced()
        .map(forced -> AccInputHash.nextForced(previous, input.data(), forced, coinbase))
        .orElseGet(
            () ->
                AccInputHash.next(
                    previous, input.data(), input.root(), input.timestamp(), coinbase));
  }

  private void insert(final List<Input> inputs, final Address coinbase) {
    Bytes32 hash = previous.map(VirtualBatch::accInputHash).orElse(AccInputHash.GENESIS);
    long number = lastVirtual;
    for (final Input input : inputs) {
      hash = next(hash, input, coinbase);
      number++;
      tx.virtualBatches()
          .insert(
              new VirtualBatch(
                  number,
                  input.data(),
                  sequence.transactionHash(),
                  sequence.block().number(),
                  coinbase,
                  input.root(),
                  input.timestamp(),
                  hash,
                  lastVirtual + 1,
                  sequence.lastBatch(),
                  input.forced()));
    }
  }

  private boolean isKnownRoot(final Bytes32 root) {
    return root.isZero()
        || root.equals(L1InfoTree.empty().root())
        || tx.l1InfoLeaves().byRoot(root).map(L1InfoLeaf::index).isPresent();
  }

  private CriticalException contradiction(final String reason, final String evidence) {
    return L1EventProcessor.contradiction(reason, sequence, evidence);
  }
}
