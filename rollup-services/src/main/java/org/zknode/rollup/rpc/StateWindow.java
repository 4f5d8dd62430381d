/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;

/**
 * Watches that state can be read at {@code finalized}, and so at {@code safe}, which is never
 * further behind: an engine keeps the states of a limited number of blocks.
 */
public final class StateWindow {
  /** Of the window; beyond, an operator is told, before wallets get errors. */
  private static final double WARN_AT = 0.8;

  private final Supplier<OptionalLong> readable;
  private final LongSupplier head;
  private final LongSupplier finalized;

  public StateWindow(final ExecutionEngine engine, final StateStore store) {
    this(
        engine::readableStates,
        () -> engine.head().number(),
        new BlockTags(engine, store)::consolidatedBlock);
  }

  /**
   * @param readable how many blocks the engine can read the state of
   * @param head number of the newest block
   * @param finalized number of the last block of the last verified batch
   */
  StateWindow(
      final Supplier<OptionalLong> readable,
      final LongSupplier head,
      final LongSupplier finalized) {
    this.readable = readable;
    this.head = head;
    this.finalized = finalized;
  }

  /**
   * Looks once.
   *
   * @throws TemporaryException the finalized block leaves the window soon, or has left it
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
  }

  private static String wayOut(final long behind) {
    return "find out why batches are verified late, or restart Besu with --bonsai-limit-trie-logs-enabled=false --bonsai-historical-block-limit=%d"
        .formatted(2 * behind);
  }
}
