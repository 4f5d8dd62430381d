/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

/** Metrics of one embedded node, printed in the Prometheus text format 0.0.4. */
final class InMemoryMetrics implements Metrics {
  private static final String PREFIX = "zknode_";

  private final ConcurrentMap<String, Counted> counters = new ConcurrentSkipListMap<>();
  private final ConcurrentMap<String, Gauge> gauges = new ConcurrentSkipListMap<>();

  private final ConcurrentMap<String, InMemoryHistograms> histograms =
      new ConcurrentSkipListMap<>();

  private final ConcurrentMap<String, Labelled> labelled = new ConcurrentSkipListMap<>();

  private record Labelled(
      String help, String label, ConcurrentMap<String, DoubleSupplier> values) {}

  private record Counted(String help, LongAdder value) {}

  private record Gauge(String help, DoubleSupplier value) {}

  @Override
  public Counter counter(final String name, final String help) {
    final LongAdder value =
        counters.computeIfAbsent(name, n -> new Counted(help, new LongAdder())).value();
    return amount -> {
      if (amount < 0) {
        throw new IllegalArgumentException("counter %s only grows".formatted(name));
      }
      value.add(amount);
    };
  }

  @Override
  public void gauge(final String name, final String help, final DoubleSupplier value) {
    gauges.put(name, new Gauge(help, value));
  }

  @Override
  public Gauges gauges(final String name, final String help, final String label) {
    return labelled
            .computeIfAbsent(name, n -> new Labelled(help, label, new ConcurrentSkipListMap<>()))
            .values()
        ::put;
  }

  @Override
  public Histograms histogram(
      final String name, final String help, final Buckets buckets, final String... labels) {
    return histograms.computeIfAbsent(
        name, n -> new InMemoryHistograms(PREFIX + n, help, buckets, labels));
  }

  String toText() {
    final StringBuilder text = new StringBuilder();
    counters.forEach(
        (name, counted) ->
            append(
                text,
                name.endsWith("_total") ? name : name + "_total",
                "counter",
                counted.help(),
                Long.toString(counted.value().sum())));
    gauges.forEach(
        (name, gauge) ->
            append(
                text, name, "gauge", gauge.help(), Double.toString(gauge.value().getAsDouble())));
    labelled.forEach((name, gauge) -> append(text, PREFIX + name, gauge));
    histograms.values().forEach(histogram -> histogram.appendTo(text));
    return text.toString();
  }

  private static void append(
      final StringBuilder text,
      final String name,
      final String type,
      final String help,
      final String value) {
    final String full = PREFIX + name;
    head(text, full, type, help);
    text.append(full).append(' ').append(value).append('\n');
  }

  private static void append(final StringBuilder text, final String full, final Labelled gauge) {
    head(text, full, "gauge", gauge.help());
    gauge
        .values()
        .forEach(
            (value, current) ->
                text.append(full)
                    .append("{%s=\"%s\"} ".formatted(gauge.label(), value))
                    .append(current.getAsDouble())
                    .append('\n'));
  }

  static void head(
      final StringBuilder text, final String full, final String type, final String help) {
    text.append("# HELP ").append(full).append(' ');
    text.append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
  }
}
