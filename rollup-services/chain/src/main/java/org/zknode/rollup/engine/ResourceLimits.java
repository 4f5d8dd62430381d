/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/**
 * What one batch may use.
 *
 * @param perBatch limit of each resource; only of gas on an engine that does not meter
 * @param marginPercent a batch is closed when so little of a limit is left; 0 to 99
 */
public record ResourceLimits(Resources perBatch, int marginPercent) {
  /** Those of zkevm-node (docs/spec/sequencing.md, "Resources of a batch"). */
  public static final ResourceLimits DEFAULT =
      new ResourceLimits(
          new Resources(1L << 50, 2_145, 1_596, 236_585, 236_585, 473_170, 7_570_538), 10);
}
