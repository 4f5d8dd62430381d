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
 * {@code distribution/zknode bench-attack} with as little as it takes: all figures are there, the
 * attackers are at work all the time, nobody takes a victim's ether, and no node halts. Whether the
 * aims hold is for a quiet machine and longer phases.
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
            "--engine=embedded",
            "--free-ports",
            "--data=" + temp.resolve("data"),
            "--seconds=8",
            "--before=5",
            "--attacks=forged-sender,never-running-rows",
            "--json");

    assertThat(result.exitCode()).as("%s%n%s", result.out(), result.err()).isIn(0, 1);
    assertThat(result.out()).as("stdout, with stderr:%n%s", result.err()).isNotEmpty();
    final JsonNode json = new ObjectMapper().readTree(result.lastLine());
    assertThat(json.path("attacks")).as("%s%n%s", result.out(), result.err()).hasSize(2);
    for (final JsonNode attack : json.path("attacks")) {
      assertThat(attack.path("before").path("included").asLong()).as("%s", attack).isPositive();
      assertThat(attack.path("during").path("included").asLong()).as("%s", attack).isPositive();
      assertThat(attack.path("during").path("halted")).as("%s", attack).isEmpty();
      assertThat(attack.path("harm")).as("%s", attack).isEmpty();
      assertThat(attack.path("during").path("attackerActs"))
          .as("in each third: %s", attack)
          .hasSize(3)
          .allSatisfy(acts -> assertThat(acts.asLong()).isPositive());
      assertThat(attack.path("during").path("attackerTaken").asLong())
          .as("%s", attack)
          .isPositive();
      assertThat(attack.path("during").path("externalMostBehind").isIntegralNumber()).isTrue();
      assertThat(attack.path("during").path("verifiedPerMinute").isNumber()).isTrue();
    }
    final JsonNode forged = json.path("attacks").get(0).path("during");
    assertThat(forged.path("attackerFigures").path("forgedRows").asLong())
        .as("%s", forged)
        .isPositive();
    final JsonNode neverRunning = json.path("attacks").get(1).path("during");
    assertThat(neverRunning.path("mostPending").asLong())
        .as("they wait: %s", neverRunning)
        .isGreaterThan(neverRunning.path("attackerTaken").asLong() / 2);
    assertThat(neverRunning.path("attackerPaidWei").asText())
        .as("the first of each, and the ether for the next: %s", neverRunning)
        .isNotEqualTo("0");
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
