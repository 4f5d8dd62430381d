/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services;

import java.util.function.DoubleSupplier;
import org.hyperledger.besu.plugin.services.metrics.Histogram;
import org.hyperledger.besu.plugin.services.metrics.LabelledMetric;
import org.hyperledger.besu.plugin.services.metrics.LabelledSuppliedMetric;
import org.hyperledger.besu.plugin.services.metrics.MetricCategory;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface MetricsSystem extends BesuService {
  default void createCounter(
      MetricCategory category, String name, String help, DoubleSupplier valueSupplier) {
    throw new DeclarationOnly();
  }

  LabelledMetric<Histogram> createLabelledHistogram(
      MetricCategory category, String name, String help, double[] buckets, String... labelNames);

  LabelledSuppliedMetric createLabelledSuppliedGauge(
      MetricCategory category, String name, String help, String... labelNames);

  default void createGauge(
      MetricCategory category, String name, String help, DoubleSupplier valueSupplier) {
    throw new DeclarationOnly();
  }
}
