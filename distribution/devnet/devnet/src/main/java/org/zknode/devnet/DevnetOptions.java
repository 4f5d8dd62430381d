/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.nio.file.Path;
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
 * @param fundByDeposit the users' accounts get their ether on each rollup by deposits on the chain
 *     below, not by genesis
 * @param l3 a second rollup, whose L1 is the first one
 * @param executors that the first rollup's batch check asks; on Besu only
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
    boolean fundByDeposit,
    boolean l3,
    int executors) {

  /** With one rollup. */
  public DevnetOptions(
      final Engine engine,
      final Optional<Path> besuHome,
      final int verifiers,
      final int provers,
      final int verifierThreshold,
      final Optional<Path> data,
      final boolean freePorts,
      final Pace pace,
      final boolean fundByDeposit) {
    this(
        engine,
        besuHome,
        verifiers,
        provers,
        verifierThreshold,
        data,
        freePorts,
        pace,
        fundByDeposit,
        false,
        0);
  }

  /** Tuning of the main node. */
  public enum Pace {
    /** Short batches that go to L1 at once, to watch. */
    NORMAL,
    /**
     * Full batches; a sequence goes to L1 when it is full, so that little but what is measured
     * works.
     */
    BENCH
  }

  /** The same devnet, whose users deposit on L1 what they have on L2. */
  public DevnetOptions fundedByDeposit() {
    return new DevnetOptions(
        engine,
        besuHome,
        verifiers,
        provers,
        verifierThreshold,
        data,
        freePorts,
        pace,
        true,
        l3,
        executors);
  }

  /** The same devnet with a second rollup on the first. */
  public DevnetOptions withL3() {
    return new DevnetOptions(
        engine,
        besuHome,
        verifiers,
        provers,
        verifierThreshold,
        data,
        freePorts,
        pace,
        fundByDeposit,
        true,
        executors);
  }

  /** The same devnet, whose batch check asks so many executors. */
  public DevnetOptions withExecutors(final int count) {
    return new DevnetOptions(
        engine,
        besuHome,
        verifiers,
        provers,
        verifierThreshold,
        data,
        freePorts,
        pace,
        fundByDeposit,
        l3,
        count);
  }

  /** The same devnet, tuned for measuring. */
  public DevnetOptions forBench() {
    return forBench(verifiers, provers, verifierThreshold, data);
  }

  /**
   * The same as {@link #forBench()}, for one part of a run that starts several.
   *
   * @param part names its folder inside that of all data
   */
  public DevnetOptions forBench(final String part) {
    return forBench(verifiers, provers, verifierThreshold, folder(part));
  }

  /**
   * The same devnet for measuring a node alone: no verifiers, no provers.
   *
   * @param part names its folder inside that of all data
   */
  public DevnetOptions forBenchAlone(final String part) {
    return forBench(0, 0, 0, folder(part));
  }

  private Optional<Path> folder(final String part) {
    return data.map(folder -> folder.resolve(part));
  }

  private DevnetOptions forBench(
      final int itsVerifiers,
      final int itsProvers,
      final int itsThreshold,
      final Optional<Path> itsData) {
    return new DevnetOptions(
        engine,
        besuHome,
        itsVerifiers,
        itsProvers,
        itsThreshold,
        itsData,
        freePorts,
        Pace.BENCH,
        false);
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
