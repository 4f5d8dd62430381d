/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceForceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1Event.UpdateL1InfoTree;
import org.zknode.rollup.l1.L1Event.VerifyBatches;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;

/**
 * L1's blocks with other contents: one thing is a lie, in events and contracts alike, with all that
 * follows from it. So no check of one against the other finds it.
 */
final class AlternativeL1 {
  /** What is not as it is on L1. */
  enum Lie {
    STATE_ROOTS,
    BATCH_DATA,
    FORCED_DATA,
    EXIT_ROOTS
  }

  private static final Bytes OTHER_DATA = Bytes.fromHexString("0xc0ffee");

  /** The contracts after a block, and its events. */
  static final class State {
    private final List<L1Event> events = new ArrayList<>();
    private final Map<Long, Bytes32> accInputHashes = new HashMap<>();
    private final Map<Long, Bytes32> stateRoots = new HashMap<>();
    private final Map<Long, ForceBatch> forced = new HashMap<>();
    private L1InfoTree infoTree = L1InfoTree.empty();
    private Bytes32 exitRoot = Bytes32.ZERO;
    private Bytes32 accInputHash = AccInputHash.GENESIS;
    private long sequenced;
    private long forcedSequenced;

    private State copy() {
      final State copy = new State();
      copy.accInputHashes.putAll(accInputHashes);
      copy.stateRoots.putAll(stateRoots);
      copy.forced.putAll(forced);
      copy.infoTree = infoTree;
      copy.exitRoot = exitRoot;
      copy.accInputHash = accInputHash;
      copy.sequenced = sequenced;
      copy.forcedSequenced = forcedSequenced;
      return copy;
    }

    List<L1Event> events() {
      return events;
    }

    Bytes32 infoRoot() {
      return infoTree.root();
    }

    Bytes32 accInputHash(final long batch) {
      return accInputHashes.getOrDefault(batch, Bytes32.ZERO);
    }

    Bytes32 stateRoot(final long batch) {
      return stateRoots.getOrDefault(batch, Bytes32.ZERO);
    }

    /** Zero when it was sequenced, or never forced. */
    Bytes32 forcedHash(final long number) {
      return number <= forcedSequenced || !forced.containsKey(number)
          ? Bytes32.ZERO
          : ForcedBatchAbi.queuedHash(forced.get(number));
    }

    private ForcedInput input(final long number) {
      final ForceBatch batch = forced.get(number);
      return new ForcedInput(
          number,
          batch.lastGlobalExitRoot(),
          batch.block().timestamp(),
          batch.block().parentHash());
    }
  }

  private final Lie lie;
  private final LongFunction<SimL1.Block> chain;
  private final Map<Bytes32, State> after = new HashMap<>();

  /**
   * @param chain the real block of a number
   */
  AlternativeL1(final Lie lie, final LongFunction<SimL1.Block> chain) {
    this.lie = lie;
    this.chain = chain;
  }

  /** After that block of the real chain. */
  State at(final long number) {
    long known = number;
    while (known > 0 && !after.containsKey(chain.apply(known).ref().hash())) {
      known--;
    }
    State state = after.computeIfAbsent(chain.apply(known).ref().hash(), hash -> new State());
    for (long next = known + 1; next <= number; next++) {
      final SimL1.Block block = chain.apply(next);
      final State following = state.copy();
      block.events().forEach(event -> following.events.add(apply(following, event)));
      after.put(block.ref().hash(), following);
      state = following;
    }
    return state;
  }

  private L1Event apply(final State state, final L1Event event) {
    return switch (event) {
      case UpdateL1InfoTree leaf -> update(state, leaf);
      case ForceBatch batch -> force(state, batch);
      case SequenceBatches sequence -> sequence(state, sequence);
      case SequenceForceBatches sequence -> sequenceForced(state, sequence);
      case VerifyBatches verification -> verify(state, verification);
      default -> throw new IllegalStateException("nobody makes this event here: " + event);
    };
  }

  private L1Event update(final State state, final UpdateL1InfoTree leaf) {
    final Bytes32 mainnet =
        lie == Lie.EXIT_ROOTS ? Keccak256.hash(leaf.mainnetExitRoot()) : leaf.mainnetExitRoot();
    state.exitRoot = L1InfoTree.globalExitRoot(mainnet, leaf.rollupExitRoot());
    state.infoTree =
        state.infoTree.append(
            L1InfoTree.leaf(state.exitRoot, leaf.block().parentHash(), leaf.block().timestamp()));
    return new UpdateL1InfoTree(
        leaf.block(), leaf.transactionHash(), mainnet, leaf.rollupExitRoot());
  }

  private L1Event force(final State state, final ForceBatch batch) {
    final ForceBatch made =
        new ForceBatch(
            batch.block(),
            batch.transactionHash(),
            batch.number(),
            state.exitRoot,
            batch.sender(),
            lie == Lie.FORCED_DATA ? OTHER_DATA : batch.transactions());
    state.forced.put(made.number(), made);
    return made;
  }

  private L1Event sequence(final State state, final SequenceBatches sequence) {
    final SequenceBatches from = lie == Lie.BATCH_DATA ? SimL1Client.forged(sequence) : sequence;
    final List<SequencedBatch> batches = new ArrayList<>();
    for (final SequencedBatch batch : from.batches()) {
      if (batch.forcedTimestamp() > 0) {
        batches.add(nextForced(state, sequence.coinbase()));
      } else {
        state.accInputHash =
            AccInputHash.next(
                state.accInputHash,
                batch.transactions(),
                state.infoRoot(),
                from.maxSequenceTimestamp(),
                sequence.coinbase());
        batches.add(batch);
      }
    }
    sequenced(state, sequence.lastBatch());
    return new SequenceBatches(
        sequence.block(),
        sequence.transactionHash(),
        sequence.lastBatch(),
        state.infoRoot(),
        batches,
        from.maxSequenceTimestamp(),
        sequence.initSequencedBatch(),
        sequence.coinbase());
  }

  private static SequencedBatch nextForced(final State state, final Address coinbase) {
    final long number = ++state.forcedSequenced;
    final ForcedInput input = state.input(number);
    final Bytes data = state.forced.get(number).transactions();
    state.accInputHash = AccInputHash.nextForced(state.accInputHash, data, input, coinbase);
    return new SequencedBatch(data, input.globalExitRoot(), input.timestamp(), input.blockHashL1());
  }

  private static L1Event sequenceForced(final State state, final SequenceForceBatches sequence) {
    for (long batch = state.sequenced; batch < sequence.lastBatch(); batch++) {
      nextForced(state, sequence.callers().getFirst());
    }
    sequenced(state, sequence.lastBatch());
    return sequence;
  }

  private static void sequenced(final State state, final long lastBatch) {
    state.sequenced = lastBatch;
    state.accInputHashes.put(lastBatch, state.accInputHash);
  }

  private L1Event verify(final State state, final VerifyBatches verification) {
    final Bytes32 root =
        lie == Lie.STATE_ROOTS
            ? Keccak256.hash(verification.stateRoot())
            : verification.stateRoot();
    state.stateRoots.put(verification.numBatch(), root);
    return new VerifyBatches(
        verification.block(),
        verification.transactionHash(),
        verification.numBatch(),
        root,
        verification.aggregator());
  }
}
