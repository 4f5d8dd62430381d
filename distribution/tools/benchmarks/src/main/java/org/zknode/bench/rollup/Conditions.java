/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.zknode.devnet.process.LauncherException;
import org.zknode.tools.BesuHome;
import org.zknode.tools.ToolException;

/**
 * Under which a run was made; figures say nothing without them.
 *
 * @param loadAverage of the last minute at the start, processes that want a core; negative =
 *     unknown
 * @param besu version, absent when the engine is the embedded one
 */
public record Conditions(
    String engine, Optional<String> besu, int cores, double loadAverage, String java) {

  static Conditions now(final String engine, final Optional<Path> besuHome) {
    return new Conditions(
        engine,
        besuHome.map(Conditions::version),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.version().toString());
  }

  private static String version(final Path home) {
    try {
      return BesuHome.open(home).version();
    } catch (final ToolException e) {
      throw new LauncherException(e.getMessage(), e);
    }
  }

  /** By name, for printing. */
  Map<String, Object> byName() {
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put("engine", engine);
    besu.ifPresent(version -> all.put("besu", version));
    all.put("cores", cores);
    all.put("loadAverageAtStart", loadAverage);
    all.put("java", java);
    all.put("transactionKinds", BenchTransactions.KINDS);
    return all;
  }
}
