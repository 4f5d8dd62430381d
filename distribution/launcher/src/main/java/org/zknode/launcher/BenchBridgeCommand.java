/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.zknode.bench.bridge.BridgeBench;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zknode bench-bridge}. */
@Command(
    name = "bench-bridge",
    mixinStandardHelpOptions = true,
    description =
        "Measures how fast deposits of L1 are indexed, next to a bare loop of eth_getLogs, and how long proofs take.")
public final class BenchBridgeCommand implements Callable<Integer> {
  private static final int PER_BLOCK = 100;
  private static final int MAX_DEPOSITS = 1_000_000;
  private static final int MAX_THOUSANDS = 10_000;

  private final PrintStream out;

  @Option(
      names = "--deposits",
      paramLabel = "<count>",
      description = "Deposits on anvil, a multiple of 100 (default: ${DEFAULT-VALUE})")
  int deposits = 20_000;

  @Option(
      names = "--leaves",
      paramLabel = "<thousands>",
      description =
          "Leaves of the tree in which proofs are made, in thousands (default: ${DEFAULT-VALUE})")
  int leaves = 1_000;

  BenchBridgeCommand(final PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    if (deposits < PER_BLOCK || deposits > MAX_DEPOSITS || deposits % PER_BLOCK != 0) {
      throw new LauncherException(
          "--deposits is a multiple of %d up to %d, not %d"
              .formatted(PER_BLOCK, MAX_DEPOSITS, deposits));
    }
    if (leaves < 1 || leaves > MAX_THOUSANDS) {
      throw new LauncherException(
          "--leaves is from 1 to %d, not %d".formatted(MAX_THOUSANDS, leaves));
    }
    new BridgeBench(DevnetHome.fromSystemProperties().npm(), out).run(deposits, leaves);
    return 0;
  }
}
