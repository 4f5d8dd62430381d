/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code zknode bridge}: what a person with a key file does with a bridge. */
@Command(
    name = "bridge",
    mixinStandardHelpOptions = true,
    description =
        "Brings ether, tokens and messages from L1 to L2 and back, and shows where they are.",
    synopsisSubcommandLabel = "COMMAND")
public final class BridgeCommand implements Runnable {
  private final PrintStream out;

  private BridgeCommand(final PrintStream out) {
    this.out = out;
  }

  /** The command with those below it. */
  public static CommandLine of(final PrintStream out) {
    final CommandLine line = new CommandLine(new BridgeCommand(out));
    line.addSubcommand(new SendCommand.Deposit(out));
    line.addSubcommand(new SendCommand.Withdraw(out));
    line.addSubcommand(new ClaimCommand(out));
    line.addSubcommand(new StatusCommand(out));
    return line;
  }

  @Override
  public void run() {
    CommandLine.usage(this, out);
  }
}
