/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;

/**
 * Watches that state can be read at {@code finalized}, and so at {@code safe}, which is never
 * further behind: an engine keeps the states of a limited number of blocks. A number that is too
 * small for any chain is told from the start, before the finalized block is that far behind.
 */
public final class StateWindow {
  /** Of the window; beyond, an operator is told, before wallets get errors. */
  private static final double WARN_AT = 0.8;

  /** A finalized batch was sequenced, then verified: each has to reach the L1 head of the tag. */
  private static final int L1_WAITS = 2;

  /** Blocks over which the chain's pace is measured. */
  private static final long MEASURED_BLOCKS = 1_000;

  /** With fewer the pace is not known yet. */
  private static final long FEWEST_MEASURED = 100;

  private final Supplier<OptionalLong> readable;
  private final LongSupplier head;
  private final LongSupplier finalized;
  private final BlockTag syncTag;
  private final Supplier<Duration> blockTime;

  /**
   * @param syncTag the L1 head that this node follows
   * @param blockTime shortest time between blocks, where this node knows it; used until the chain's
   *     pace can be measured
   */
  public StateWindow(
      final ExecutionEngine engine,
      final StateStore store,
      final BlockTag syncTag,
      final Optional<Duration> blockTime) {
    this(
        engine::readableStates,
        () -> engine.head().number(),
        new BlockTags(engine, store)::consolidatedBlock,
        syncTag,
        () -> pace(engine).or(() -> blockTime).orElse(Duration.ofSeconds(1)));
  }

  /**
   * @param readable how many blocks the engine can read the state of
   * @param head number of the newest block
   * @param finalized number of the last block of the last verified batch
   */
  StateWindow(
      final Supplier<OptionalLong> readable,
      final LongSupplier head,
      final LongSupplier finalized,
      final BlockTag syncTag,
      final Supplier<Duration> blockTime) {
    this.readable = readable;
    this.head = head;
    this.finalized = finalized;
    this.syncTag = syncTag;
    this.blockTime = blockTime;
  }

  /** Average time between the last blocks; empty when there are few. */
  static Optional<Duration> pace(final ExecutionEngine engine) {
    final L2Block head = engine.head();
    final long blocks = Math.min(MEASURED_BLOCKS, head.number() - 1);
    final Optional<L2Block> before =
        blocks < FEWEST_MEASURED ? Optional.empty() : engine.block(head.number() - blocks);
    return before
        .map(block -> Duration.ofSeconds(head.timestamp() - block.timestamp()).dividedBy(blocks))
        .filter(Duration::isPositive);
  }

  /**
   * Why so many states are too few for any chain of that pace, if they are: what L1 alone needs for
   * a batch to be sequenced and then verified is more blocks than that.
   *
   * @param window how many blocks the engine can read the state of; empty = all
   * @param blockTime average time between blocks
   */
  public static Optional<String> tooSmall(
      final OptionalLong window, final BlockTag syncTag, final Duration blockTime) {
    final Duration wait = l1Delay(syncTag).multipliedBy(L1_WAITS);
    final long least = Math.ceilDiv(wait.toMillis(), blockTime.toMillis());
    if (window.isEmpty() || window.getAsLong() > least) {
      return Optional.empty();
    }
    return Optional.of(
        "reads at the finalized block will fail: Besu reads the state of %d blocks back, and it is %d behind or more: twice the %d s that L1 takes to have a block at its %s head (a batch is sequenced, then verified), at a block in %d ms; restart Besu with %s"
            .formatted(
                window.getAsLong(),
                least,
                l1Delay(syncTag).toSeconds(),
                syncTag.name().toLowerCase(Locale.ROOT),
                blockTime.toMillis(),
                options(2 * least)));
  }

  /** Age of a block that has just reached that head, by Ethereum's slots and epochs. */
  private static Duration l1Delay(final BlockTag tag) {
    final Duration slot = Duration.ofSeconds(12);
    return switch (tag) {
      case LATEST -> slot;
      case SAFE -> slot.multipliedBy(32);
      case FINALIZED -> slot.multipliedBy(64);
    };
  }

  /**
   * Looks once.
   *
   * @throws TemporaryException the finalized block leaves the window soon, or has left it, or will
   *     never be in it for long
   */
  public void check() {
    final OptionalLong window = readable.get();
    if (window.isEmpty()) {
      return;
    }
    final long block = finalized.getAsLong();
    final long behind = head.getAsLong() - block;
    if (behind >= window.getAsLong()) {
      throw new TemporaryException(
          "the state at the finalized block %d cannot be read: it is %d blocks behind the head, and Besu reads %d back; %s"
              .formatted(block, behind, window.getAsLong(), wayOut(behind)));
    }
    if (behind >= window.getAsLong() * WARN_AT) {
      throw new TemporaryException(
          "the state at the finalized block %d can be read for another %d blocks: it is %d blocks behind the head, and Besu reads %d back; %s"
              .formatted(
                  block, window.getAsLong() - behind, behind, window.getAsLong(), wayOut(behind)));
    }
    final Optional<String> tooSmall = tooSmall(window, syncTag, blockTime.get());
    if (tooSmall.isPresent()) {
      throw new TemporaryException(tooSmall.get());
    }
  }

  private static String wayOut(final long behind) {
    return "find out why batches are verified late, or restart Besu with " + options(2 * behind);
  }

  private static String options(final long limit) {
    return "--bonsai-limit-trie-logs-enabled=false --bonsai-historical-block-limit=" + limit;
  }
}
