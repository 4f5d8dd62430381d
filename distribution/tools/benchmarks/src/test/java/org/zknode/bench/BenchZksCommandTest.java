/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark works; how fast this machine is proves nothing. */
@Tag("slow")
class BenchZksCommandTest {
  private static String run(final String... arguments) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    final CommandLine command = new CommandLine(new BenchZksCommand(out, Optional::empty));
    command.setExecutionExceptionHandler(
        (e, line, parsed) -> {
          throw e;
        });
    assertThat(command.execute(arguments)).isZero();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsFiguresAndRatios() throws IOException {
    final JsonNode report =
        new ObjectMapper()
            .readTree(run("--engine", "rlpx", "--seconds", "1", "--records", "5000", "--json"));

    assertThat(report.get("codecs")).hasSize(6);
    report
        .get("codecs")
        .forEach(row -> assertThat(row.get("encodeToCopy").asDouble()).isBetween(0.0, 2.0));
    assertThat(report.get("replay")).hasSize(3);
    report
        .get("replay")
        .forEach(
            row -> {
              assertThat(row.get("replayMBps").asDouble()).isPositive();
              assertThat(row.get("bareMBps").asDouble()).isPositive();
              assertThat(row.get("ratio").asDouble())
                  .isBetween(row.get("ratioLowest").asDouble(), row.get("ratioHighest").asDouble());
              // The same load: else the ratio means nothing.
              assertThat(row.get("replayMessageBytes").asDouble())
                  .isCloseTo(row.get("bareMessageBytes").asDouble(), withinPercentage(1));
            });
    assertThat(report.get("heap")).hasSize(10);
    assertThat(report.get("heap").get(9).get("records").asLong()).isGreaterThanOrEqualTo(5000);
  }

  @Test
  void saysWhenThereIsNoBesu() {
    assertThat(run("--engine", "besu", "--seconds", "1"))
        .contains("replay over Besu: not measured: there is no Besu");
  }

  @Test
  void wrongOptionsAreNamed() {
    final BenchZksCommand command = new BenchZksCommand(System.out, Optional::empty);
    command.engine = "netty";
    assertThatThrownBy(command::call)
        .isInstanceOf(BenchException.class)
        .hasMessage("--engine is rlpx, besu or all, not 'netty'");
    command.seconds = 0;
    assertThatThrownBy(command::call).hasMessageContaining("--seconds is from 1 to 3600");
  }
}
