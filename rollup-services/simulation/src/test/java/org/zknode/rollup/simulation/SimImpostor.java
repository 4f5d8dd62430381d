/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;

/**
 * A configured main node that is none: it lies, lags or says nothing, for as long as the world
 * lasts. No node may halt for it, and all must come to the same head in spite of it.
 */
final class SimImpostor {
  static final Bytes ID = Bytes.repeat((byte) 0x66, 64);

  /** Who says that he is a main node, and is not configured. */
  static final Bytes STRANGER = Bytes.repeat((byte) 0x77, 64);

  enum Habit {
    LIES,
    LAGS,
    SILENT
  }

  private final Random random;
  private final Habit habit;

  SimImpostor(final Random random) {
    this.random = random;
    this.habit = Habit.values()[random.nextInt(Habit.values().length)];
  }

  Habit habit() {
    return habit;
  }

  /**
   * @param real what the main node would answer
   * @param old a block that the follower has
   */
  List<ReplayBlock> answer(final List<ReplayBlock> real, final ReplayBlock old) {
    return switch (habit) {
      case SILENT -> List.of();
      case LAGS -> List.of(old);
      case LIES -> lie(real);
    };
  }

  /** Some good ones, and then one that is not. */
  private List<ReplayBlock> lie(final List<ReplayBlock> real) {
    if (real.isEmpty()) {
      return List.of();
    }
    final int at = random.nextInt(real.size());
    final List<ReplayBlock> answer = new ArrayList<>(real.subList(0, at));
    answer.add(spoilt(real.get(at)));
    return answer;
  }

  private ReplayBlock spoilt(final ReplayBlock block) {
    final BlockAttributes a = block.attributes();
    final Bytes32 made = Bytes32.random(random);
    return switch (random.nextInt(9)) {
      case 0 -> with(block, a, block.transactions(), made);
      case 1 -> with(block, a, List.of(), made);
      case 2 -> with(block, a, plus(block, Bytes.fromHexString("c0ffee")), block.hash());
      case 3 -> with(block, changed(a, made, a.timestamp(), 0), block.transactions(), block.hash());
      case 4 ->
          with(
              block,
              changed(a, a.parentHash(), a.timestamp() + 100_000_000L, a.l1InfoTreeIndex()),
              block.transactions(),
              block.hash());
      case 5 -> with(block, changed(a, a.parentHash(), 1, 0), block.transactions(), block.hash());
      case 6 ->
          with(
              block,
              changed(a, a.parentHash(), a.timestamp(), a.l1InfoTreeIndex() + 1_000),
              block.transactions(),
              block.hash());
      case 7 -> with(block, a, plus(block, Bytes.wrap(new byte[300_000])), block.hash());
      default ->
          with(
              block,
              new BlockAttributes(
                  a.number() + 3,
                  a.parentHash(),
                  a.timestamp(),
                  a.coinbase(),
                  a.gasLimit(),
                  a.l1InfoTreeIndex(),
                  Bytes32.ZERO),
              block.transactions(),
              block.hash());
    };
  }

  private static List<Bytes> plus(final ReplayBlock block, final Bytes more) {
    final List<Bytes> all = new ArrayList<>(block.transactions());
    all.add(more);
    return all;
  }

  private static BlockAttributes changed(
      final BlockAttributes a, final Bytes32 parent, final long timestamp, final long index) {
    return new BlockAttributes(
        a.number(), parent, timestamp, a.coinbase(), a.gasLimit(), index, Bytes32.ZERO);
  }

  private static ReplayBlock with(
      final ReplayBlock block,
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Bytes32 hash) {
    return new ReplayBlock(
        attributes, block.previousTimestamp(), transactions, hash, block.baseFee());
  }
}
