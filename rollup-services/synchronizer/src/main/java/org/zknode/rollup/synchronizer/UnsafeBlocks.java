/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;

/**
 * An external node's blocks that are in no batch on L1 yet. The main node that gave the newest of
 * them may take them back: it had to give up its own, for an L1 reorg or what a stranger sequenced,
 * and whoever held on to them would never sign its batches. Another one may when it still has
 * another chain after a while in which L1 got no batch: the first may have lied. What is on L1 only
 * L1 takes back. Used under the {@link ChainWriter}'s lock.
 */
final class UnsafeBlocks {
  static final String EVENT = "REPLAY_REORG";

  /**
   * Longer than a batch needs to get to L1 once it is signed, and than a main node is not asked.
   */
  static final Duration CONTEST = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(UnsafeBlocks.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final InstantSource clock;
  private Optional<Newest> newest = Optional.empty();
  private Optional<Contest> contest = Optional.empty();

  private record Newest(Bytes32 hash, String peer) {}

  /** Another main node than the one that gave the newest block has another chain. */
  private record Contest(long onL1, long sinceMillis) {}

  UnsafeBlocks(final ExecutionEngine engine, final StateStore store, final InstantSource clock) {
    this.engine = engine;
    this.store = store;
    this.clock = clock;
  }

  /** That main node gave the head block. */
  void gave(final L2Block head, final String peer) {
    newest = Optional.of(new Newest(head.hash(), peer));
  }

  /** Whether it did, so that the node owes it a block. */
  boolean isOf(final L2Block head, final String peer) {
    return newest.equals(Optional.of(new Newest(head.hash(), peer)));
  }

  /**
   * Gives up all blocks that are not on L1, if that main node may take them back. After a restart
   * nobody is known to have given them.
   *
   * @param number of the block that it has instead of one of ours, or behind another one
   * @return the last block that is kept; empty when nothing is given up
   */
  OptionalLong takenBack(final long number, final String peer, final String why) {
    final L2Block head = engine.head();
    final long onL1 = store.read(tx -> tx.batches().lastClosed()).map(Batch::lastBlock).orElse(0L);
    final boolean isOthers =
        newest
            .filter(last -> last.hash().equals(head.hash()) && !last.peer().equals(peer))
            .isPresent();
    if (number <= onL1 || head.number() <= onL1 || isOthers && !isLost(onL1)) {
      return OptionalLong.empty();
    }
    contest = Optional.empty();
    final String text =
        "main node %s takes back blocks that are not on L1, those from %d to %d: %s"
            .formatted(peer, onL1 + 1, head.number(), why);
    LOG.warn(text);
    engine.unwindTo(onL1);
    store.update(
        tx -> {
          ChainWriter.cutAbove(tx, onL1);
          tx.events()
              .insert(new Event(clock.millis(), "WARN", L1Synchronizer.COMPONENT, EVENT, text));
        });
    return OptionalLong.of(onL1);
  }

  private boolean isLost(final long onL1) {
    final long now = clock.millis();
    if (contest.filter(open -> open.onL1() == onL1).isEmpty()) {
      contest = Optional.of(new Contest(onL1, now));
    }
    return now - contest.get().sinceMillis() >= CONTEST.toMillis();
  }
}
