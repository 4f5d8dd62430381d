/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.metrics;

import java.util.function.DoubleSupplier;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface LabelledSuppliedMetric {
  void labels(DoubleSupplier valueSupplier, String... labelValues);
}
