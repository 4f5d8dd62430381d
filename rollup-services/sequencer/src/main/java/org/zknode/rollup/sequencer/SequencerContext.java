/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.state.StateStore;

/**
 * What the sequencer works on.
 *
 * @param nanoTime a clock that never goes back, in nanoseconds: how long a block takes
 * @param floor what pool transactions have to pay when a block is built
 * @param preconfirmed told of each slice of the open block
 */
public record SequencerContext(
    ExecutionEngine engine,
    StateStore store,
    TransactionPool pool,
    ChainConfig chain,
    SequencerConfig config,
    Clock clock,
    Metrics metrics,
    LongSupplier nanoTime,
    Supplier<PriceFloor> floor,
    List<SliceListener> preconfirmed) {
  public SequencerContext {
    preconfirmed = List.copyOf(preconfirmed);
  }

  /** With the machine's own time. */
  public SequencerContext(
      final ExecutionEngine engine,
      final StateStore store,
      final TransactionPool pool,
      final ChainConfig chain,
      final SequencerConfig config,
      final Clock clock,
      final Metrics metrics,
      final Supplier<PriceFloor> floor,
      final List<SliceListener> preconfirmed) {
    this(engine, store, pool, chain, config, clock, metrics, System::nanoTime, floor, preconfirmed);
  }
}
