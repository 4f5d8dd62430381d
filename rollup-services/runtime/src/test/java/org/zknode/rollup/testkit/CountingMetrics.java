/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.zknode.rollup.metrics.Metrics;

/** Metrics that a test can read. */
public final class CountingMetrics implements Metrics {
  private final ConcurrentMap<String, AtomicLong> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public Counter counter(final String name, final String help) {
    return counters.computeIfAbsent(name, key -> new AtomicLong())::addAndGet;
  }

  @Override
  public void gauge(final String name, final String help, final DoubleSupplier value) {
    gauges.put(name, value);
  }

  /** Value of a counter; 0 when nobody made it. */
  public long count(final String name) {
    final AtomicLong counter = counters.get(name);
    return counter == null ? 0 : counter.get();
  }

  /** Value of a gauge now; NaN when nobody made it. */
  public double value(final String name) {
    final DoubleSupplier gauge = gauges.get(name);
    return gauge == null ? Double.NaN : gauge.getAsDouble();
  }
}
