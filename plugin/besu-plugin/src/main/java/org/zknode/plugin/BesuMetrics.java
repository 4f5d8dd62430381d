/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.hyperledger.besu.plugin.services.MetricsSystem;
import org.hyperledger.besu.plugin.services.metrics.LabelledMetric;
import org.hyperledger.besu.plugin.services.metrics.LabelledSuppliedMetric;
import org.hyperledger.besu.plugin.services.metrics.MetricCategory;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

/**
 * Our metrics on Besu's system, which exists from {@code start} on: counters count from the
 * beginning and are published when it does. All carry the prefix {@code zknode_}; switched on with
 * {@code --metrics-category=ZKNODE}.
 */
final class BesuMetrics implements Metrics {
  /** The category an operator switches on. */
  static final MetricCategory CATEGORY = new Category();

  private record Category() implements MetricCategory {
    @Override
    public String getName() {
      return "zknode";
    }

    @Override
    public Optional<String> getApplicationPrefix() {
      return Optional.empty();
    }
  }

  /** What is observed before Besu listens is lost. */
  private static final class Distribution implements Histograms {
    private final String help;
    private final Buckets buckets;
    private final String[] labels;
    private volatile Optional<
            LabelledMetric<org.hyperledger.besu.plugin.services.metrics.Histogram>>
        published = Optional.empty();

    Distribution(final String help, final Buckets buckets, final String... labels) {
      this.help = help;
      this.buckets = buckets;
      this.labels = labels.clone();
    }

    @Override
    public Metrics.Histogram of(final String... values) {
      return value -> published.ifPresent(series -> series.labels(values).observe(value));
    }
  }

  private record Named<T>(String help, T value) {}

  private static final class Gauge implements DoubleSupplier {
    private volatile DoubleSupplier current;

    Gauge(final DoubleSupplier current) {
      this.current = current;
    }

    @Override
    public double getAsDouble() {
      return current.getAsDouble();
    }
  }

  /** What is added before Besu listens is published when it does. */
  private static final class Labelled implements Gauges {
    private final String help;
    private final String label;
    private final Map<String, Gauge> values = new LinkedHashMap<>();
    private Optional<LabelledSuppliedMetric> published = Optional.empty();

    Labelled(final String help, final String label) {
      this.help = help;
      this.label = label;
    }

    @Override
    public synchronized void add(final String labelValue, final DoubleSupplier value) {
      final Gauge existing = values.get(labelValue);
      if (existing != null) {
        existing.current = value;
        return;
      }
      final Gauge gauge = new Gauge(value);
      values.put(labelValue, gauge);
      published.ifPresent(series -> series.labels(gauge, labelValue));
    }

    synchronized void publish(final LabelledSuppliedMetric series) {
      published = Optional.of(series);
      values.forEach((labelValue, value) -> series.labels(value, labelValue));
    }
  }

  private final Map<String, Named<LongAdder>> counters = new ConcurrentHashMap<>();
  private final Map<String, Named<Gauge>> gauges = new ConcurrentHashMap<>();
  private final Map<String, Labelled> labelled = new ConcurrentHashMap<>();
  private final Map<String, Distribution> histograms = new ConcurrentHashMap<>();
  private MetricsSystem system;

  /** Publishes everything so far and from now on. */
  synchronized void bind(final MetricsSystem metricsSystem) {
    system = metricsSystem;
    counters.forEach(this::publishCounter);
    gauges.forEach(this::publishGauge);
    labelled.forEach(this::publishLabelled);
    histograms.forEach(this::publishHistogram);
  }

  private void publishCounter(final String name, final Named<LongAdder> counter) {
    system.createCounter(CATEGORY, name, counter.help(), counter.value()::doubleValue);
  }

  private void publishGauge(final String name, final Named<Gauge> gauge) {
    system.createGauge(CATEGORY, name, gauge.help(), gauge.value());
  }

  private void publishLabelled(final String name, final Labelled gauge) {
    gauge.publish(system.createLabelledSuppliedGauge(CATEGORY, name, gauge.help, gauge.label));
  }

  private void publishHistogram(final String name, final Distribution histogram) {
    histogram.published =
        Optional.of(
            system.createLabelledHistogram(
                CATEGORY, name, histogram.help, histogram.buckets.bounds(), histogram.labels));
  }

  @Override
  public synchronized Histograms histogram(
      final String name, final String help, final Buckets buckets, final String... labels) {
    Distribution histogram = histograms.get(name);
    if (histogram == null) {
      histogram = new Distribution(help, buckets, labels);
      histograms.put(name, histogram);
      if (system != null) {
        publishHistogram(name, histogram);
      }
    }
    return histogram;
  }

  @Override
  public synchronized Gauges gauges(final String name, final String help, final String label) {
    Labelled gauge = labelled.get(name);
    if (gauge == null) {
      gauge = new Labelled(help, label);
      labelled.put(name, gauge);
      if (system != null) {
        publishLabelled(name, gauge);
      }
    }
    return gauge;
  }

  @Override
  public synchronized Counter counter(final String name, final String help) {
    Named<LongAdder> counter = counters.get(name);
    if (counter == null) {
      counter = new Named<>(help, new LongAdder());
      counters.put(name, counter);
      if (system != null) {
        publishCounter(name, counter);
      }
    }
    return counter.value()::add;
  }

  /** The same name again replaces the value's source. */
  @Override
  public synchronized void gauge(final String name, final String help, final DoubleSupplier value) {
    final Named<Gauge> existing = gauges.get(name);
    if (existing != null) {
      existing.value().current = value;
      return;
    }
    final Named<Gauge> gauge = new Named<>(help, new Gauge(value));
    gauges.put(name, gauge);
    if (system != null) {
      publishGauge(name, gauge);
    }
  }
}
