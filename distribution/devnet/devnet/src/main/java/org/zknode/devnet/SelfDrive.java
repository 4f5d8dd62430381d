/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.devnet.process.LauncherException;

/**
 * The devnet driven by itself: sends transactions until so many batches of each rollup are verified
 * on the chain below, then checks everything that the exit code promises.
 */
public final class SelfDrive {
  private static final Duration POLL = Duration.ofMillis(250);

  /** How long the wanted number of verified batches may take at the most, plus this per batch. */
  private static final Duration BASE_TIMEOUT = Duration.ofSeconds(180);

  private static final Duration TIMEOUT_PER_BATCH = Duration.ofSeconds(30);

  private final Devnet devnet;
  private final PrintStream out;
  private final long startNanos;

  public SelfDrive(final Devnet devnet, final PrintStream out, final long startNanos) {
    this.devnet = devnet;
    this.out = out;
    this.startNanos = startNanos;
  }

  /**
   * @param wanted batches of each rollup that must be verified
   * @throws LauncherException one sentence: what did not come, or what does not match
   */
  public DevnetResult run(final int wanted) {
    final List<RollupDrive> drives = new ArrayList<>();
    for (final RollupNetwork rollup : devnet.rollups()) {
      drives.add(new RollupDrive(rollup, devnet.progressOf(rollup, out), devnet::requireAlive));
    }
    // Those of a second rollup wait for batches of the first, at each of their stages.
    final long deadline =
        System.nanoTime()
            + drives.size() * (BASE_TIMEOUT.toNanos() + wanted * TIMEOUT_PER_BATCH.toNanos());
    // Deposits and a second rollup can have brought that many batches before: each rollup carries
    // transactions all the same.
    drives.forEach(RollupDrive::step);
    while (drives.stream().anyMatch(drive -> drive.verified() < wanted)) {
      devnet.requireAlive();
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "%d batches are not verified after %d s: %s"
                .formatted(
                    wanted,
                    seconds(),
                    String.join("; ", drives.stream().map(RollupDrive::describe).toList())));
      }
      drives.forEach(RollupDrive::step);
      Pause.of(POLL);
    }
    final List<DevnetResult.Rollup> results = drives.stream().map(RollupDrive::finish).toList();
    return new DevnetResult(
        devnet.options().engine().text(),
        results.getFirst(),
        results.size() > 1 ? Optional.of(results.getLast()) : Optional.empty(),
        seconds());
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - startNanos).toSeconds();
  }
}
