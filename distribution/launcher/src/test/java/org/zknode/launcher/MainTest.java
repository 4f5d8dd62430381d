/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Usage, help and exit codes of all commands: nothing here starts anything. */
class MainTest {
  private static CommandLine commandLine() {
    final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return Main.commandLine(nowhere, nowhere, Map.of());
  }

  static Stream<String> commands() {
    return commandLine().getSubcommands().keySet().stream();
  }

  @Test
  void withoutACommandTheCommandsAreListed() {
    final CommandRun run = CommandRun.of();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: zknode").contains(commands().toList());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theCommandsOfTheDesignAreThere() {
    assertThat(commands())
        .contains(
            "devnet", "dev-prover", "prover-input", "zks-probe", "check-besu", "install", "bench");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandHasHelpOnStandardOutput(final String command) {
    final CommandRun run = CommandRun.of(command, "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: zknode " + command);
    assertThat(run.err()).isEmpty();
  }

  /** The reference page is made of these. */
  @ParameterizedTest
  @MethodSource("commands")
  void eachOptionIsDescribed(final String command) {
    final CommandLine line = commandLine().getSubcommands().get(command);

    assertThat(line.getCommandSpec().usageMessage().description()).isNotEmpty();
    for (final OptionSpec option : line.getCommandSpec().options()) {
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
      assertThat(option.longestName()).matches("--[a-z0-9-]+");
      assertThat(option.arity().max() > 0 && option.paramLabel().isBlank())
          .as("%s names its value", option.longestName())
          .isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anUnknownOptionIsWrongUsage(final String command) {
    final CommandRun run = CommandRun.of(command, "--no-such-option");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .containsAnyOf("Unknown option: '--no-such-option'", "Missing required")
        .doesNotContain("\tat ");
    assertThat(run.out()).as("a script reads only results there").isEmpty();
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    final CommandRun run = CommandRun.of("devnt");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("devnt").contains("devnet");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "devnet,--verifiers,two",
    "devnet,--exit-after-verified,1.5",
    "devnet,--l1-genesis-block,first",
    "bench,--seconds,5s",
    "bench-rollup,--batches,'10,many'",
    "bench-attack,--before,-",
    "bench-pool,--nodes,''"
  })
  void aValueThatIsNoNumberIsWrongUsage(
      final String command, final String option, final String value) {
    final CommandRun run = CommandRun.of(command, option, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(option);
    assertThat(run.err()).doesNotContain("Exception in", "\tat ");
  }

  @ParameterizedTest
  @CsvSource({"check-besu", "install"})
  void aToolWithoutABesuIsWrongUsage(final String command) {
    final CommandRun run = CommandRun.of(command);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("BESU_DIR");
  }
}
