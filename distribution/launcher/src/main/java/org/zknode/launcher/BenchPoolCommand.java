/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.zknode.bench.load.PoolBench;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zknode bench-pool}. */
@Command(
    name = "bench-pool",
    mixinStandardHelpOptions = true,
    description =
        "Measures how fast several nodes put transactions into one pool database, next to COPY of the same rows.")
public final class BenchPoolCommand implements Callable<Integer> {
  /** Signing takes about a millisecond each. */
  private static final int MAX_TRANSACTIONS = 1_000_000;

  private static final int MAX_NODES = 16;

  private final PrintStream out;

  @Option(
      names = "--transactions",
      paramLabel = "<count>",
      description = "Transactions that are stored (default: ${DEFAULT-VALUE})")
  int transactions = 10_000;

  @Option(
      names = "--nodes",
      paramLabel = "<count>",
      description = "Nodes that share the pool database (default: ${DEFAULT-VALUE})")
  int nodes = 3;

  BenchPoolCommand(final PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    if (transactions < 1 || transactions > MAX_TRANSACTIONS) {
      throw new LauncherException(
          "--transactions is from 1 to %d, not %d".formatted(MAX_TRANSACTIONS, transactions));
    }
    if (nodes < 1 || nodes > MAX_NODES) {
      throw new LauncherException("--nodes is from 1 to %d, not %d".formatted(MAX_NODES, nodes));
    }
    new PoolBench(out).run(transactions, nodes);
    return 0;
  }
}
