/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.preconfirmation.SliceListener;

/** What the main node has told of transactions before their blocks were built. */
final class SimPromises implements SliceListener {
  /** A slice of every fifth of a second, on the main node's own clock. */
  static final Duration INTERVAL = Duration.ofMillis(200);

  private record Promise(BlockAttributes block, int first, List<Bytes> transactions) {
    /** Whether the chain has, or can have, the block that was promised. */
    boolean isAboutChain(final Optional<L2Block> parent) {
      return parent.filter(found -> found.hash().equals(block.parentHash())).isPresent();
    }

    boolean isKept(final L2Block built) {
      final int end = first + transactions.size();
      return built.timestamp() == block.timestamp()
          && built.transactions().size() >= end
          && built.transactions().subList(first, end).equals(transactions);
    }
  }

  private final World world;
  private final List<Promise> promises = new ArrayList<>();
  private long told;

  SimPromises(final World world) {
    this.world = world;
  }

  @Override
  public void preconfirmed(final Slice slice) {
    told++;
    promises.add(
        new Promise(
            slice.block(),
            slice.firstTransaction(),
            slice.transactions().stream().map(each -> each.transaction().raw()).toList()));
  }

  long told() {
    return told;
  }

  /**
   * A block on the parent that was named is the one that was promised. Looked at while there may be
   * none of another process: whoever has built one that he cannot store has told nobody.
   */
  void check() {
    final long stored =
        world.main.inspector().read(tx -> tx.blocks().last()).map(row -> row.number()).orElse(0L);
    for (final Promise promise : promises) {
      final long number = promise.block().number();
      if (number <= stored && promise.isAboutChain(world.main.engine().block(number - 1))) {
        world
            .main
            .engine()
            .block(number)
            .ifPresent(
                built ->
                    world.check(
                        promise.isKept(built),
                        "block %d is not what was preconfirmed".formatted(number)));
      }
    }
  }
}
