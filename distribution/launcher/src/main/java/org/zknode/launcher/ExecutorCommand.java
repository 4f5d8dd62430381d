/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zknode.plugin.options.ExecutorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zknode executor}: its process has the libraries of the Besu that is found. */
@Command(
    name = "executor",
    mixinStandardHelpOptions = true,
    description =
        "Executes batches on their witness for others, with the EVM of the Besu that is found (BESU_HOME, or besu on the PATH): no node, no chain, no database. Until it is stopped.")
public final class ExecutorCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--genesis-file",
      required = true,
      paramLabel = "<file>",
      description = "Genesis file of the chain whose batches it executes")
  private Path genesis;

  @Option(
      names = "--memory",
      paramLabel = "<size>",
      description = "Heap of its JVM (default: ${DEFAULT-VALUE})")
  private String memory = "512m";

  @Mixin private ExecutorOptions options = new ExecutorOptions();

  ExecutorCommand(final Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    final List<String> arguments = new ArrayList<>(List.of("--genesis-file=" + genesis));
    spec.commandLine().getParseResult().matchedOptions().stream()
        .filter(option -> option.longestName().startsWith("--plugin-executor-"))
        .forEach(
            option ->
                arguments.add(
                    option.longestName() + "=" + option.originalStringValues().getFirst()));
    return new BesuJavaProcess(environment)
        .run(
            List.of("-Xmx" + memory, "-XX:+UseSerialGC"),
            "org.zknode.plugin.ExecutorProcess",
            arguments);
  }
}
