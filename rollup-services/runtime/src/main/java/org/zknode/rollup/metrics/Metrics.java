/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.metrics;

import java.util.function.DoubleSupplier;

/** Port to the host's metrics system. Names in snake_case, base units, prefix added by the host. */
public interface Metrics {
  double NANOS_PER_SECOND = 1e9;

  /** A monotonic counter; asking for the same name again gives the same counter. */
  Counter counter(String name, String help);

  /** A value read when scraped. */
  void gauge(String name, String help, DoubleSupplier value);

  /**
   * Values read when scraped, one for each value of a label; asking for the same name again gives
   * the same.
   *
   * @param label its name. Its values come from a small, fixed set: each is a series that is kept
   *     for ever
   */
  Gauges gauges(String name, String help, String label);

  /** The series of one name. From any thread. */
  interface Gauges {
    /**
     * The same value of the label again replaces its source.
     *
     * @param label the label's value
     */
    void add(String label, DoubleSupplier value);
  }

  /**
   * How often values were in which bucket; asking for the same name again gives the same.
   *
   * @param labels names of the labels. Their values come from small, fixed sets: each is a series
   *     that is kept for ever
   */
  Histograms histogram(String name, String help, Buckets buckets, String... labels);

  /** The series of one name. */
  interface Histograms {
    /**
     * @param values of the labels, in their order
     */
    Histogram of(String... values);
  }

  /** One series. From any thread. */
  interface Histogram {
    void observe(double value);

    /**
     * Observes the seconds since then.
     *
     * @param startNanos as of System.nanoTime
     */
    default void since(final long startNanos) {
      observe((System.nanoTime() - startNanos) / NANOS_PER_SECOND);
    }
  }

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

      @Override
      public Gauges gauges(final String name, final String help, final String label) {
        return (value, current) -> {};
      }

      @Override
      public Histograms histogram(
          final String name, final String help, final Buckets buckets, final String... labels) {
        return values -> value -> {};
      }
    };
  }
}
