/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.Optional;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig.Settlement;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Batches.Extent;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.NodeStatus;

/**
 * How far the sequencer runs ahead of L1: batches that are in no sequence yet, the open one among
 * them. Near the limit the node is DEGRADED; at the limit no block is built and no transaction is
 * taken, until L1 has caught up. Thread-safe.
 */
public final class UnsafeLag {
  /** Key of {@link NodeStatus#degraded}. */
  public static final String LAG = "unsafe-lag";

  /** From so much of a limit on the node says that it comes near. */
  private static final double NEAR = 0.8;

  private final StateStore store;
  private final ChangeWatch rows;
  private final Settlement limits;
  private final NodeStatus status;
  private volatile Extent lag = new Extent(0, 0);
  private volatile Optional<String> refusal = Optional.empty();

  public UnsafeLag(
      final StateStore store,
      final Settlement limits,
      final NodeStatus status,
      final Metrics metrics) {
    this.store = store;
    this.rows = ChangeWatch.alsoOfBlocks(store);
    this.limits = limits;
    this.status = status;
    metrics.gauge(
        "sequencer_unsafe_lag_batches",
        "Batches that are in no sequence on L1, the open one among them",
        () -> lag.batches());
    metrics.gauge(
        "sequencer_unsafe_lag_bytes",
        "Bytes of the batches that are in no sequence on L1",
        () -> lag.bytes());
  }

  /** Looks again; to be repeated about as often as blocks are built. */
  public void step() {
    if (rows.isQuiet()) {
      return;
    }
    rows.begin();
    look();
    rows.foundNothing();
  }

  private void look() {
    lag =
        store.read(
            tx ->
                tx.batches()
                    .above(tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L)));
    final double used = used(lag);
    if (used < NEAR) {
      refusal = Optional.empty();
      status.recovered(LAG);
      return;
    }
    final String text =
        "%d batches with %d bytes are in no sequence on L1; the limits are %s batches and %s bytes"
            .formatted(
                lag.batches(),
                lag.bytes(),
                limit(limits.maxUnsafeBatches()),
                limit(limits.maxUnsafeBytes()));
    final boolean full = used >= 1;
    refusal = full ? Optional.of(text) : Optional.empty();
    status.degraded(
        LAG,
        text
            + (full
                ? ": no block is built and no transaction is taken until L1 has taken some"
                : ": at a limit no block is built any more"));
  }

  private static String limit(final long value) {
    return value == 0 ? "no" : Long.toString(value);
  }

  private double used(final Extent extent) {
    return Math.max(
        part(extent.batches(), limits.maxUnsafeBatches()),
        part(extent.bytes(), limits.maxUnsafeBytes()));
  }

  private static double part(final long value, final long limit) {
    return limit == 0 ? 0 : (double) value / limit;
  }

  /** Whether another block may be built. */
  public boolean mayGrow() {
    return refusal.isEmpty();
  }

  /** Why no transaction is taken now. */
  public Optional<String> refusal() {
    return refusal;
  }
}
