/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.metrics;

import org.hyperledger.besu.plugin.services.BesuService;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface MetricCategoryRegistry extends BesuService {
  void addMetricCategory(MetricCategory newMetricCategory);
}
