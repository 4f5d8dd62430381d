/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.devnet;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * @param engine which EVM the nodes run on
 * @param besuHome where Besu is, for engine BESU
 * @param verifiers external nodes, each of which also verifies; at least 1
 * @param provers dev provers; at least 1
 * @param verifierThreshold signatures that a batch needs before it goes to L1
 * @param data keeps the devnet's files; a temporary folder, deleted at the end, when absent
 * @param freePorts take any free ports instead of the documented ones
 * @param pace how the main node is tuned
 * @param mainNodeFlags with their dashes, and their values: each takes the place of the main node's
 *     flag of that name, or is added
 */
public record DevnetOptions(
    Engine engine,
    Optional<Path> besuHome,
    int verifiers,
    int provers,
    int verifierThreshold,
    Optional<Path> data,
    boolean freePorts,
    Pace pace,
    Map<String, String> mainNodeFlags) {
  public DevnetOptions {
    mainNodeFlags = Map.copyOf(mainNodeFlags);
  }

  /** Without flags of its own for the main node. */
  public DevnetOptions(
      final Engine engine,
      final Optional<Path> besuHome,
      final int verifiers,
      final int provers,
      final int verifierThreshold,
      final Optional<Path> data,
      final boolean freePorts,
      final Pace pace) {
    this(engine, besuHome, verifiers, provers, verifierThreshold, data, freePorts, pace, Map.of());
  }

  /** Tuning of the main node. */
  public enum Pace {
    /** Short batches that go to L1 at once, to watch. */
    NORMAL,
    /** Full batches that stay off L1, so that nothing but the measured path works. */
    BENCH
  }

  /** The same devnet, tuned for measuring. */
  public DevnetOptions forBench() {
    return new DevnetOptions(
        engine,
        besuHome,
        verifiers,
        provers,
        verifierThreshold,
        data,
        freePorts,
        Pace.BENCH,
        mainNodeFlags);
  }

  /**
   * The same devnet for measuring a node alone: no verifiers, no provers, and those flags of the
   * main node.
   */
  public DevnetOptions forBenchAlone(final Map<String, String> flags) {
    return new DevnetOptions(engine, besuHome, 0, 0, 0, data, freePorts, Pace.BENCH, flags);
  }

  /** Where the EVM comes from. */
  public enum Engine {
    EMBEDDED,
    BESU;

    /** As on the command line and in the JSON result. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
