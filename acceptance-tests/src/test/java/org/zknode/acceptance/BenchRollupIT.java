/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.DevnetOptions.Engine;

/** {@code distribution/zknode bench-rollup} with as little as it takes: all figures are there. */
class BenchRollupIT {
  @TempDir Path temp;

  @Test
  void measuresTheSequencerNextToBesusEnginePath() throws Exception {
    Engines.require(Engine.BESU);

    final JsonNode json = run(Engine.BESU, "--only=sequencer");

    assertThat(json.path("conditions").path("besu").asText()).isNotBlank();
    assertThat(figure(json, "sequencer", "transactions per second of busy time")).isPositive();
    assertThat(figure(json, "sequencer", "engine path: transactions per second")).isPositive();
    assertThat(figure(json, "sequencer", "sequencer (busy time) to engine path")).isPositive();
  }

  @Test
  void measuresTheEmbeddedEngineWithoutBesusPart() throws Exception {
    assumeTrue(Engines.besu().isEmpty(), "there is a Besu: the other scenario has measured it");

    final JsonNode json = run(Engine.EMBEDDED, "--batches=2", "--transactions=300");

    assertThat(figure(json, "sequencer", "transactions per second of busy time")).isPositive();
    assertThat(figure(json, "follower", "zks replay: transactions per second")).isPositive();
    assertThat(figure(json, "derivation", "2 batches: from the node's start")).isPositive();
    assertThat(figure(json, "derivation", "2 batches: heap after a full collection")).isPositive();
    assertThat(figure(json, "pool", "pool next to COPY: ratio")).isPositive();
    final List<String> skipped = new ArrayList<>();
    json.path("skipped").forEach(skip -> skipped.add(skip.path("section").asText()));
    assertThat(skipped).containsExactly("sequencer", "follower");
  }

  @Test
  void refusesAPartThatItDoesNotHave() throws Exception {
    final Command.Result result =
        Command.run(temp, Duration.ofSeconds(60), "bench-rollup", "--only=prover");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("--only").contains("'prover'");
  }

  private JsonNode run(final Engine engine, final String... more) throws Exception {
    final Path data = temp.resolve("data");
    final List<String> arguments =
        new ArrayList<>(
            List.of(
                "bench-rollup",
                "--engine=" + engine.text(),
                "--free-ports",
                "--data=" + data,
                "--seconds=1",
                "--json"));
    arguments.addAll(List.of(more));

    final Command.Result result =
        Command.run(temp, Duration.ofMinutes(10), arguments.toArray(String[]::new));

    assertThat(result.exitCode()).as("%s%n%s", result.out(), result.err()).isZero();
    assertThat(Command.processWith(data.toString())).isEmpty();
    return new ObjectMapper().readTree(result.lastLine());
  }

  private static double figure(final JsonNode json, final String section, final String name) {
    for (final JsonNode figure : json.path("figures")) {
      if (figure.path("section").asText().equals(section)
          && figure.path("name").asText().equals(name)) {
        return figure.path("value").asDouble();
      }
    }
    throw new AssertionError("no figure '%s' of %s in %s".formatted(name, section, json));
  }
}
