/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import org.zknode.rollup.metrics.Metrics;

/**
 * What the sequencer has done since the start.
 *
 * @param busy microseconds
 */
record SequencerCounters(
    Metrics.Counter blocks,
    Metrics.Counter transactions,
    Metrics.Counter discarded,
    Metrics.Counter busy) {

  static SequencerCounters in(final Metrics metrics) {
    return new SequencerCounters(
        metrics.counter("sequencer_blocks_total", "L2 blocks built"),
        metrics.counter("sequencer_transactions_total", "Transactions put into L2 blocks"),
        metrics.counter(
            "sequencer_transactions_discarded_total",
            "Executions of pool transactions that were stopped or thrown away"),
        metrics.counter(
            "sequencer_busy_microseconds_total",
            "Time in steps that built a block, from the look at the pool to the last mark in it"));
  }
}
