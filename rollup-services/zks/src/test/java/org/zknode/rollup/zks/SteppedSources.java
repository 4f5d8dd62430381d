/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.List;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.replay.ReplayRecords.Verdict;

/** Whom an external node asks, by the product's own rules, for a driver without connections. */
public final class SteppedSources {
  private final ReplaySources sources;

  public SteppedSources(final List<Bytes> mainNodes, final LongSupplier nanoTime) {
    this.sources = new ReplaySources(mainNodes, ReplayTimes.DEFAULT, nanoTime, () -> {});
  }

  /** Asks that node if it may be asked now; {@link #end} goes with it. */
  public boolean ask(final Bytes node, final Object connection) {
    return sources.tryAcquire(node, connection);
  }

  /** A block came. */
  public void judged(final Bytes node, final Verdict verdict) {
    switch (verdict) {
      case Verdict.Taken taken -> sources.took(node);
      case Verdict.NotNow notNow -> sources.rest(node, notNow.why());
      case Verdict.Wrong wrong -> sources.failed(node, wrong.why());
    }
  }

  /** It brought nothing that is new. */
  public void broughtNothing(final Bytes node) {
    sources.failed(node, "it brings nothing");
  }

  public void end(final Object connection) {
    sources.release(connection);
  }
}
