/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Milliseconds of a clock that never goes back, whatever is done to the node's time of day. */
final class MonotonicMillis implements LongSupplier {
  @Inject
  MonotonicMillis() {}

  @Override
  public long getAsLong() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
