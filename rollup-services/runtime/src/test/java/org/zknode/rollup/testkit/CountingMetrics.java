/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

/** Metrics that a test can read. */
public final class CountingMetrics implements Metrics {
  private final ConcurrentMap<String, AtomicLong> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, List<Double>> observed = new ConcurrentHashMap<>();

  @Override
  public Counter counter(final String name, final String help) {
    return counters.computeIfAbsent(name, key -> new AtomicLong())::addAndGet;
  }

  @Override
  public void gauge(final String name, final String help, final DoubleSupplier value) {
    gauges.put(name, value);
  }

  @Override
  public Gauges gauges(final String name, final String help, final String label) {
    return (value, current) -> gauges.put(series(name, value), current);
  }

  @Override
  public Histograms histogram(
      final String name, final String help, final Buckets buckets, final String... labels) {
    return values -> {
      if (values.length != labels.length) {
        throw new IllegalArgumentException("%s has %d labels".formatted(name, labels.length));
      }
      return value ->
          observed
              .computeIfAbsent(
                  series(name, values), key -> Collections.synchronizedList(new ArrayList<>()))
              .add(value);
    };
  }

  private static String series(final String name, final String... labels) {
    return name + List.of(labels);
  }

  /** What was observed in one series, in order. */
  public List<Double> observed(final String name, final String... labels) {
    final List<Double> values = observed.getOrDefault(series(name, labels), List.of());
    synchronized (values) {
      return List.copyOf(values);
    }
  }

  /** Value of a counter; 0 when nobody made it. */
  public long count(final String name) {
    final AtomicLong counter = counters.get(name);
    return counter == null ? 0 : counter.get();
  }

  /** Value of a gauge now, of one series if it has a label; NaN when nobody made it. */
  public double value(final String name, final String... labels) {
    final DoubleSupplier gauge = gauges.get(labels.length == 0 ? name : series(name, labels));
    return gauge == null ? Double.NaN : gauge.getAsDouble();
  }
}
