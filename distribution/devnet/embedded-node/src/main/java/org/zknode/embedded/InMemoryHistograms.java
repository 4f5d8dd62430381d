/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics.Histogram;
import org.zknode.rollup.metrics.Metrics.Histograms;

/** The series of one histogram, as the Prometheus text format 0.0.4 has them. */
final class InMemoryHistograms implements Histograms {
  private final String name;
  private final String help;
  private final double[] bounds;
  private final List<String> labels;
  private final Map<List<String>, Series> series = new ConcurrentHashMap<>();

  InMemoryHistograms(
      final String name, final String help, final Buckets buckets, final String... labels) {
    this.name = name;
    this.help = help;
    this.bounds = buckets.bounds();
    this.labels = List.of(labels);
  }

  @Override
  public Histogram of(final String... values) {
    if (values.length != labels.size()) {
      throw new IllegalArgumentException(
          "%s has the labels %s, not %s".formatted(name, labels, Arrays.toString(values)));
    }
    return series.computeIfAbsent(List.of(values), key -> new Series());
  }

  private final class Series implements Histogram {
    private final LongAdder[] counts =
        Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
    private final DoubleAdder sum = new DoubleAdder();

    @Override
    public void observe(final double value) {
      final int found = Arrays.binarySearch(bounds, value);
      counts[found < 0 ? -found - 1 : found].increment();
      sum.add(value);
    }

    private void appendTo(final StringBuilder text, final String labelled) {
      final String inBraces = labelled.isEmpty() ? "" : "{" + labelled + "}";
      final String before = labelled.isEmpty() ? "" : labelled + ",";
      long below = 0;
      for (int i = 0; i < counts.length; i++) {
        below += counts[i].sum();
        text.append(name).append("_bucket{").append(before).append("le=\"");
        text.append(i < bounds.length ? Double.toString(bounds[i]) : "+Inf");
        text.append("\"} ").append(below).append('\n');
      }
      text.append(name).append("_sum").append(inBraces).append(' ').append(sum.sum()).append('\n');
      text.append(name).append("_count").append(inBraces).append(' ').append(below).append('\n');
    }
  }

  void appendTo(final StringBuilder text) {
    InMemoryMetrics.head(text, name, "histogram", help);
    series.entrySet().stream()
        .sorted(Map.Entry.comparingByKey((a, b) -> a.toString().compareTo(b.toString())))
        .forEach(entry -> entry.getValue().appendTo(text, labelled(entry.getKey())));
  }

  private String labelled(final List<String> values) {
    return IntStream.range(0, labels.size())
        .mapToObj(i -> "%s=\"%s\"".formatted(labels.get(i), values.get(i)))
        .collect(Collectors.joining(","));
  }
}
