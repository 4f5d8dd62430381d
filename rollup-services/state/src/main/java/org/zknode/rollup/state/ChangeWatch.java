/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.zknode.rollup.state.StateStore.Version;

/**
 * Spares a role that looks for work again and again the looks that can find nothing: after one that
 * found nothing to do, until rows of the state DB may have changed. For one thread.
 */
public final class ChangeWatch {
  private final StateStore store;
  private final UnaryOperator<Version> part;
  private Optional<Version> begun = Optional.empty();
  private Optional<Version> rested = Optional.empty();

  private ChangeWatch(final StateStore store, final UnaryOperator<Version> part) {
    this.store = store;
    this.part = part;
  }

  /** For a role to which a new block in the open batch gives nothing to do. */
  public static ChangeWatch ofRows(final StateStore store) {
    return new ChangeWatch(store, version -> new Version(version.rows(), 0));
  }

  /** For a role to which each block may give something to do. */
  public static ChangeWatch alsoOfBlocks(final StateStore store) {
    return new ChangeWatch(store, UnaryOperator.identity());
  }

  private Optional<Version> now() {
    return store.version().map(part);
  }

  /** Whether a look would find what the last one found, which was nothing to do. */
  public boolean isQuiet() {
    return rested.isPresent() && rested.equals(now());
  }

  /** To be called before the first read of a look. */
  public void begin() {
    rested = Optional.empty();
    begun = now();
  }

  /** Nothing but a change of rows can give the next look something to do. */
  public void foundNothing() {
    rested = begun;
  }
}
