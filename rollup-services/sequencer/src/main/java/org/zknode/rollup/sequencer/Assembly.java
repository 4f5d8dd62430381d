/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.HashSet;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.sequencer.ChainJournal.Position;
import org.zknode.rollup.state.BlockIntent;

/**
 * The block of users' transactions that is being assembled, in this process's memory; what of it is
 * durable is its intent and its slices. For one thread.
 */
final class Assembly implements AutoCloseable {
  private final L2Block parent;
  private final Position position;
  private final BlockIntent intent;
  private final OpenBlock block;
  private final boolean sparing;
  private final Set<Bytes32> hashes = new HashSet<>();
  private Room room;
  private boolean full;
  private int slices;
  private long gasTold;
  private long logsTold;

  /**
   * @param room of the batch before the block
   * @param sparing see {@link org.zknode.rollup.engine.ResourceBudget}
   */
  Assembly(
      final L2Block parent,
      final Position position,
      final BlockIntent intent,
      final OpenBlock block,
      final Room room,
      final boolean sparing) {
    this.parent = parent;
    this.position = position;
    this.intent = intent;
    this.block = block;
    this.room = room;
    this.sparing = sparing;
  }

  L2Block parent() {
    return parent;
  }

  /** What the state DB knew before the block. */
  Position position() {
    return position;
  }

  BlockIntent intent() {
    return intent;
  }

  OpenBlock block() {
    return block;
  }

  /** What the batch has left. */
  Room room() {
    return room;
  }

  /** Whether something that was next in order did not fit the rest of the batch. */
  boolean isFull() {
    return full;
  }

  /** How many slices of it are durable. */
  int slices() {
    return slices;
  }

  /** How many transactions are in it. */
  int size() {
    return hashes.size();
  }

  /** Of the transactions that are in it. */
  Set<Bytes32> hashes() {
    return hashes;
  }

  /** Its state as what more is chosen on. */
  ChoiceBase base() {
    return new ChoiceBase(
        new State(parent.hash(), intent.timestamp(), hashes.size()),
        intent.number(),
        BaseFee.after(parent).toUnsignedBigInteger(),
        block::accounts);
  }

  private record State(Bytes32 parent, long timestamp, int transactions) {}

  /**
   * @param selection what was tried
   */
  void appended(final Selection selection, final Appended appended) {
    for (final Included included : appended.included()) {
      final DecodedTransaction transaction = included.transaction();
      hashes.add(transaction.hash());
      room = room.minus(transaction.encodedBytes());
    }
    full |=
        selection.waiting()
            || isLeftOut(appended, SkipKind.NO_ROOM)
            || !sparing && isLeftOut(appended, SkipKind.NO_RESOURCES);
  }

  private static boolean isLeftOut(final Appended appended, final SkipKind kind) {
    return appended.skipped().stream().anyMatch(skipped -> skipped.kind() == kind);
  }

  /** So many slices of it are durable now. */
  void promised(final int durable) {
    slices = durable;
  }

  /** Gas that the block used with all that was told. */
  long gasTold() {
    return gasTold;
  }

  /** Logs of all that was told. */
  long logsTold() {
    return logsTold;
  }

  void told(final Slice slice) {
    gasTold = slice.gasAfter();
    logsTold = slice.logsAfter();
  }

  @Override
  public void close() {
    block.close();
  }
}
