/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.metrics;

import java.util.function.DoubleSupplier;

/** Port to the host's metrics system. Names in snake_case, base units, prefix added by the host. */
public interface Metrics {
  /** A monotonic counter; asking for the same name again gives the same counter. */
  Counter counter(String name, String help);

  /** A value read when scraped. */
  void gauge(String name, String help, DoubleSupplier value);

  interface Counter {
    void add(long amount);

    default void increment() {
      add(1);
    }
  }

  /** Counts nothing. */
  static Metrics none() {
    return new Metrics() {
      @Override
      public Counter counter(final String name, final String help) {
        return amount -> {};
      }

      @Override
      public void gauge(final String name, final String help, final DoubleSupplier value) {}
    };
  }
}
