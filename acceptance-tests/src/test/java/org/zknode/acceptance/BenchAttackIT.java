/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code distribution/zknode bench-attack} with as little as it takes: all figures are there, and
 * no node halts. Whether the aims hold is for a quiet machine and longer phases.
 */
class BenchAttackIT {
  @TempDir Path temp;

  @Test
  void printsWhatHonestUsersNotice() throws Exception {
    final Command.Result result =
        Command.run(
            temp,
            Duration.ofMinutes(6),
            "bench-attack",
            "--free-ports",
            "--data=" + temp.resolve("data"),
            "--seconds=5",
            "--attacks=unpaid-execution,lying-peer",
            "--json");

    assertThat(result.exitCode()).as("%s%n%s", result.out(), result.err()).isIn(0, 1);
    assertThat(result.out()).as("stdout, with stderr:%n%s", result.err()).isNotEmpty();
    final JsonNode json = new ObjectMapper().readTree(result.lastLine());
    assertThat(json.path("attacks")).as("%s%n%s", result.out(), result.err()).hasSize(2);
    for (final JsonNode attack : json.path("attacks")) {
      assertThat(attack.path("before").path("included").asLong()).as("%s", attack).isPositive();
      assertThat(attack.path("during").path("included").asLong()).as("%s", attack).isPositive();
      assertThat(attack.path("during").path("halted")).as("%s", attack).isEmpty();
    }
    assertThat(
            json.path("attacks").get(0).path("during").path("attackerTaken").asLong()
                + json.path("attacks").get(0).path("during").path("attackerRefused").asLong())
        .isPositive();
    assertThat(result.exitCode()).isEqualTo(json.path("missed").isEmpty() ? 0 : 1);
  }

  @Test
  void refusesAnAttackThatItDoesNotHave() throws Exception {
    final Command.Result result =
        Command.run(temp, Duration.ofSeconds(60), "bench-attack", "--attacks=rain");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("--attacks").contains("unpaid-execution").contains("'rain'");
  }
}
