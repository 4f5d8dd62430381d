/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.zknode.proto.aggregator.v1.InputProver;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code check-prover-input --genesis FILE INPUT...}: what a dev prover makes of recorded inputs.
 */
@Command(
    name = "check-prover-input",
    mixinStandardHelpOptions = true,
    description =
        "Executes recorded inputs of batches (dev-prover --record) as a dev prover does, on the EVM of a Besu. One line for each: what it leads to, or why it is refused. Exit code 1 when one is refused.")
public final class CheckInputCommand implements Callable<Integer> {
  private static final int MICROS = 1_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--genesis",
      required = true,
      paramLabel = "FILE",
      description = "Genesis file of the rollup.")
  private Path genesis;

  @Option(
      names = "--block-gas-limit",
      paramLabel = "GAS",
      defaultValue = "30000000",
      description = "Gas limit of every block of the rollup (default: ${DEFAULT-VALUE}).")
  private long blockGasLimit;

  @Parameters(paramLabel = "INPUT", arity = "1..*", description = "Recorded inputs.")
  private List<Path> files;

  private final ElsewhereRun elsewhere;

  /** In a process that has an EVM. */
  public CheckInputCommand() {
    this(ElsewhereRun.NOWHERE);
  }

  public CheckInputCommand(final ElsewhereRun elsewhere) {
    this.elsewhere = elsewhere;
  }

  /** As a process of its own. */
  public static void main(final String[] arguments) {
    System.exit(new CommandLine(new CheckInputCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (!StatelessOutcomes.isPossible()) {
      return elsewhere.run(spec.commandLine().getParseResult().originalArgs());
    }
    final BatchOutcomes outcomes = StatelessOutcomes.open(genesis, blockGasLimit);
    final PrintWriter out = spec.commandLine().getOut();
    int code = CommandLine.ExitCode.OK;
    for (final Path file : files) {
      final InputProver input = InputProver.parseFrom(Files.readAllBytes(file));
      final long start = System.nanoTime();
      try {
        final RecursiveDevProof proof =
            BatchInput.prove(input, input.getPublicInputs().getForkId(), outcomes);
        out.printf(
            "%s: proven, batch %d, state root %s, local exit root %s, %d bytes, %d us%n",
            file.getFileName(),
            proof.to(),
            proof.newStateRoot(),
            proof.newLocalExitRoot(),
            input.getSerializedSize(),
            (System.nanoTime() - start) / MICROS);
      } catch (final RefusedInputException e) {
        out.printf("%s: refused, %s%n", file.getFileName(), e.getMessage());
        code = CommandLine.ExitCode.SOFTWARE;
      }
    }
    out.flush();
    return code;
  }
}
