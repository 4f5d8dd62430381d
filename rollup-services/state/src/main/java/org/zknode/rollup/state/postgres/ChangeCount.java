/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.concurrent.atomic.AtomicLong;
import org.zknode.rollup.state.StateStore.Version;

/** Counts this process's transactions that changed rows. Thread-safe. */
final class ChangeCount {
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong blocks = new AtomicLong();

  Version version() {
    return new Version(rows.get(), blocks.get());
  }

  /** Once a transaction is committed, or may be. */
  void add(final Changes changes) {
    if (changes.anyRows()) {
      rows.incrementAndGet();
    }
    if (changes.anyBlocks()) {
      blocks.incrementAndGet();
    }
  }

  /** Another process may have written anything. */
  void addUnknown() {
    rows.incrementAndGet();
    blocks.incrementAndGet();
  }
}
