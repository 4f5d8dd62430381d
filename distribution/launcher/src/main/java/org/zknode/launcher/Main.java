/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import org.zknode.bench.BenchException;
import org.zknode.bench.BenchZksCommand;
import org.zknode.bridgeclient.BridgeClientException;
import org.zknode.bridgeclient.BridgeCommand;
import org.zknode.contracts.NpmToolException;
import org.zknode.devnet.BesuFinder;
import org.zknode.devnet.process.LauncherException;
import org.zknode.devprover.CheckInputCommand;
import org.zknode.devprover.DevProverCommand;
import org.zknode.probe.ZksProbeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code distribution/zknode}: exit code 0 = done, 1 = it failed (one sentence), 2 = wrong usage.
 */
@Command(
    name = "zknode",
    mixinStandardHelpOptions = true,
    description = "zkNode for Besu: run a devnet, test a node, check and install the plugin.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  private final PrintStream out;
  private CommandLine commandLine;

  private Main(final PrintStream out) {
    this.out = out;
  }

  public static void main(final String[] args) {
    System.exit(run(args, System.out, System.err, System.getenv()));
  }

  /** The command without the JVM's exit. */
  static int run(
      final String[] args,
      final PrintStream out,
      final PrintStream err,
      final Map<String, String> environment) {
    return commandLine(out, err, environment).execute(args);
  }

  /** All commands with their options. */
  public static CommandLine commandLine(
      final PrintStream out, final PrintStream err, final Map<String, String> environment) {
    final Main main = new Main(out);
    main.commandLine = new CommandLine(main);
    main.commandLine.addSubcommand(new DevnetCommand(out, environment));
    main.commandLine.addSubcommand(new BenchCommand(out, err, environment));
    main.commandLine.addSubcommand(new BenchRollupCommand(out, err, environment));
    main.commandLine.addSubcommand(new BenchAttackCommand(out, err, environment));
    main.commandLine.addSubcommand(new BenchPoolCommand(out));
    main.commandLine.addSubcommand(new BenchBridgeCommand(out));
    main.commandLine.addSubcommand(new BenchZksCommand(out, () -> BesuFinder.find(environment)));
    main.commandLine.addSubcommand(
        new DevProverCommand(new BesuProcess(DevProverCommand.class, environment)));
    main.commandLine.addSubcommand(
        new CheckInputCommand(new BesuProcess(CheckInputCommand.class, environment)));
    main.commandLine.addSubcommand(new ProverInputCommand(out));
    main.commandLine.addSubcommand(new ExecutorCommand(environment));
    main.commandLine.addSubcommand(new ExplorerCommand(out));
    main.commandLine.addSubcommand(BridgeCommand.of(out));
    main.commandLine.addSubcommand(new ZksProbeCommand(out, err));
    main.commandLine.addSubcommand(new BesuToolCommand.Check(out, err));
    main.commandLine.addSubcommand(new BesuToolCommand.Install(out, err));
    main.commandLine.setOut(new PrintWriter(out, true, out.charset()));
    main.commandLine.setErr(new PrintWriter(err, true, err.charset()));
    main.commandLine.setExecutionExceptionHandler(
        (exception, commandLine, parseResult) -> {
          if (exception instanceof LauncherException
              || exception instanceof BridgeClientException
              || exception instanceof NpmToolException
              || exception instanceof BenchException) {
            err.println("zknode: " + exception.getMessage());
          } else {
            err.println("zknode: unexpected failure, please report it");
            exception.printStackTrace(err);
          }
          return 1;
        });
    return main.commandLine;
  }

  @Override
  public void run() {
    commandLine.usage(out);
  }
}
