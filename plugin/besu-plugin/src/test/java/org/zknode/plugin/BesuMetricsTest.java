/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.hyperledger.besu.plugin.services.MetricsSystem;
import org.hyperledger.besu.plugin.services.metrics.Histogram;
import org.hyperledger.besu.plugin.services.metrics.LabelledMetric;
import org.hyperledger.besu.plugin.services.metrics.LabelledSuppliedMetric;
import org.hyperledger.besu.plugin.services.metrics.MetricCategory;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

class BesuMetricsTest {
  private final BesuMetrics metrics = new BesuMetrics();
  private final Published published = new Published();

  /** Refuses a name that it has, as Besu does. */
  private static final class Published implements MetricsSystem {
    private final Map<String, DoubleSupplier> values = new HashMap<>();
    private final List<String> observed = new ArrayList<>();

    private void add(final MetricCategory category, final String name, final DoubleSupplier value) {
      assertThat(category.getName()).isEqualTo("zknode");
      assertThat(values.put(name, value)).as("%s again", name).isNull();
    }

    @Override
    public void createCounter(
        final MetricCategory category,
        final String name,
        final String help,
        final DoubleSupplier value) {
      add(category, name, value);
    }

    @Override
    public void createGauge(
        final MetricCategory category,
        final String name,
        final String help,
        final DoubleSupplier value) {
      add(category, name, value);
    }

    @Override
    public LabelledMetric<Histogram> createLabelledHistogram(
        final MetricCategory category,
        final String name,
        final String help,
        final double[] buckets,
        final String... labels) {
      assertThat(labels).containsExactly("database", "call");
      assertThat(buckets).isSorted().isNotEmpty();
      add(category, name, () -> 0);
      return series -> value -> observed.add("%s %s %s".formatted(name, List.of(series), value));
    }

    @Override
    public LabelledSuppliedMetric createLabelledSuppliedGauge(
        final MetricCategory category,
        final String name,
        final String help,
        final String... labels) {
      assertThat(labels).containsExactly("reason");
      return (value, series) -> add(category, name + List.of(series), value);
    }

    double of(final String name) {
      return values.get(name).getAsDouble();
    }
  }

  @Test
  void whatWasCountedBeforeBesuListensIsNotLost() {
    final Metrics.Counter counter = metrics.counter("early_total", "help");
    counter.increment();
    metrics.gauge("level", "help", () -> 7);

    metrics.bind(published);
    counter.increment();

    assertThat(published.of("early_total")).isEqualTo(2);
    assertThat(published.of("level")).isEqualTo(7);
  }

  @Test
  void aGaugeHasASeriesForEachValueOfItsLabel() {
    metrics.gauges("reasons", "help", "reason").add("early", () -> 1);
    metrics.bind(published);
    metrics.gauges("reasons", "help", "reason").add("late", () -> 2);
    metrics.gauges("reasons", "help", "reason").add("late", () -> 3);

    assertThat(published.of("reasons[early]")).isEqualTo(1);
    assertThat(published.of("reasons[late]")).isEqualTo(3);
  }

  @Test
  void whatComesLaterIsPublishedAtOnce() {
    metrics.bind(published);
    metrics.counter("late_total", "help").add(5);
    metrics.gauge("late", "help", () -> 3);

    assertThat(published.of("late_total")).isEqualTo(5);
    assertThat(published.of("late")).isEqualTo(3);
  }

  /** A part of the node that is made anew goes on with the same series. */
  @Test
  void theSameNameAgainIsTheSameSeries() {
    metrics.bind(published);
    metrics.counter("events_total", "help").increment();
    metrics.counter("events_total", "help").increment();
    metrics.gauge("level", "help", () -> 1);
    metrics.gauge("level", "help", () -> 2);

    assertThat(published.of("events_total")).isEqualTo(2);
    assertThat(published.of("level")).isEqualTo(2);
  }

  @Test
  void histogramsArePublishedWithTheirLabels() {
    final Metrics.Histograms early =
        metrics.histogram("seconds", "help", Buckets.CALL, "database", "call");
    early.of("pool", "read").observe(9);
    metrics.bind(published);
    early.of("pool", "read").observe(0.25);
    metrics
        .histogram("seconds", "help", Buckets.CALL, "database", "call")
        .of("state", "write")
        .observe(2);

    assertThat(published.observed)
        .containsExactly("seconds [pool, read] 0.25", "seconds [state, write] 2.0");
  }

  @Test
  void theCategoryHasNoPrefixOfItsOwn() {
    assertThat(BesuMetrics.CATEGORY.getApplicationPrefix()).isEmpty();
  }
}
