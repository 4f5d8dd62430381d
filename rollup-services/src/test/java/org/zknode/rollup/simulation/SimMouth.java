/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.state.L1BlockRef;

/** One of a process's L1 endpoints: honest, or one that lies, leaves out, lags or fails. */
final class SimMouth implements L1View {
  /** What is wrong with it, for as long as the simulation lasts. */
  enum Kind {
    HONEST,
    /** Other data, roots and senders in its events than are on L1. */
    FORGES,
    /** Leaves out events. */
    OMITS,
    /** Has neither logs nor state of blocks that are a little old. */
    PRUNED,
    /** Its head is some blocks behind. */
    LAGS,
    /** Answers nothing most of the time. */
    FAILS,
    /** Its newest blocks are of a fork that nobody else has. */
    FORKED,
    /** Its contracts claim batches that nobody sequenced. */
    BOASTS
  }

  /** Blocks that a pruned endpoint keeps. */
  private static final long KEPT = 4;

  private final Kind kind;
  private final SimL1Client l1;
  private final Random random;
  private final Consumer<SimMouth> lost;

  /**
   * @param lost told when it loses its turn
   */
  SimMouth(
      final Kind kind, final SimL1Client l1, final Random random, final Consumer<SimMouth> lost) {
    this.kind = kind;
    this.l1 = l1;
    this.random = random;
    this.lost = lost;
  }

  private boolean happens() {
    return random.nextInt(3) > 0;
  }

  private void enter() {
    if (kind == Kind.FAILS && happens()) {
      lost.accept(this);
      throw new L1EndpointException(name(), "HTTP status 403");
    }
  }

  @Override
  public String name() {
    return kind.name();
  }

  @Override
  public void failed(final String why) {
    lost.accept(this);
  }

  @Override
  public L1BlockRef head(final BlockTag tag) {
    enter();
    final L1BlockRef head = l1.head(tag);
    return kind == Kind.LAGS
        ? l1.block(Math.max(0, head.number() - 1 - random.nextInt(6))).orElseThrow()
        : head;
  }

  @Override
  public Optional<L1BlockRef> block(final long number) {
    enter();
    final long head = l1.head(BlockTag.LATEST).number();
    if (kind == Kind.LAGS && number > head - 1 - random.nextInt(6)) {
      return Optional.empty();
    }
    return l1.block(number)
        .map(block -> kind == Kind.FORKED && number > head - KEPT ? fork(block) : block);
  }

  private static L1BlockRef fork(final L1BlockRef block) {
    return new L1BlockRef(
        block.number(),
        Keccak256.hash(block.hash()),
        Keccak256.hash(block.parentHash()),
        block.timestamp());
  }

  private boolean isOld(final long block) {
    return block < l1.head(BlockTag.LATEST).number() - KEPT;
  }

  @Override
  public List<L1Event> events(final long fromBlock, final long toBlock) {
    enter();
    final List<L1Event> events = new ArrayList<>(l1.events(fromBlock, toBlock));
    switch (kind) {
      case FORGES -> events.replaceAll(event -> happens() ? forge(event) : event);
      case OMITS -> events.removeIf(event -> happens());
      case PRUNED -> events.removeIf(event -> isOld(event.block().number()));
      default -> {
        // Its events are as they are.
      }
    }
    return events;
  }

  private L1Event forge(final L1Event event) {
    final Bytes32 other = Bytes32.repeat((byte) random.nextInt(100));
    return switch (event) {
      case L1Event.SequenceBatches sequence -> SimL1Client.forged(sequence);
      case L1Event.ForceBatch forced ->
          new L1Event.ForceBatch(
              forced.block(),
              forced.transactionHash(),
              forced.number(),
              forced.lastGlobalExitRoot(),
              forced.sender(),
              random.nextBoolean() ? Bytes.EMPTY : other);
      case L1Event.UpdateL1InfoTree leaf ->
          new L1Event.UpdateL1InfoTree(
              leaf.block(), leaf.transactionHash(), other, leaf.rollupExitRoot());
      case L1Event.VerifyBatches verification ->
          new L1Event.VerifyBatches(
              verification.block(),
              verification.transactionHash(),
              verification.numBatch(),
              other,
              verification.aggregator());
      default -> event;
    };
  }

  @Override
  public Optional<ContractState> stateAt(final long block) {
    enter();
    if (kind == Kind.PRUNED && isOld(block)) {
      return Optional.empty();
    }
    return l1.stateAt(block)
        .map(
            state ->
                kind == Kind.BOASTS && happens()
                    ? new ContractState(
                        state.lastBatchSequenced() + random.nextInt(3),
                        state.lastVerifiedBatch(),
                        state.lastForcedBatch() + 1,
                        state.l1InfoRoot())
                    : state);
  }

  @Override
  public Bytes32 sequencedAccInputHash(final long batchNumber) {
    enter();
    return l1.sequencedAccInputHash(batchNumber);
  }

  @Override
  public Bytes32 verifiedStateRoot(final long batchNumber) {
    enter();
    return l1.verifiedStateRoot(batchNumber);
  }

  @Override
  public Bytes32 forcedBatchHash(final long number, final long block) {
    enter();
    return l1.forcedBatchHash(number, block);
  }
}
