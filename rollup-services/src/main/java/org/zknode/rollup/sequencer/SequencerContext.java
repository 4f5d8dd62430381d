/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.util.function.Supplier;
import org.zknode.rollup.config.ChainConfig;
import org.zknode.rollup.config.SequencerConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.state.StateStore;

/**
 * What the sequencer works on.
 *
 * @param floor what pool transactions have to pay when a block is built
 */
public record SequencerContext(
    ExecutionEngine engine,
    StateStore store,
    TransactionPool pool,
    ChainConfig chain,
    SequencerConfig config,
    Clock clock,
    Metrics metrics,
    Supplier<PriceFloor> floor) {}
