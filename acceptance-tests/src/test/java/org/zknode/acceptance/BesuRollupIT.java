/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.DevnetOptions.Engine;

class BesuRollupIT extends RelayScenarios {
  /** What the dev provers got. */
  @TempDir static Path inputs;

  BesuRollupIT() {
    super(Engine.BESU);
  }

  @Override
  Map<String, String> externalFlags() {
    return TakeOver.externalFlags();
  }

  @Override
  List<String> proverFlags() {
    return List.of(QUICK_PROOFS, "--record=" + inputs);
  }

  /**
   * The provers were told no result: they executed each batch on what they were sent, and refuse it
   * when any of that is another.
   */
  @Test
  @Order(21)
  void aDevProverExecutesWhatItIsSentAndRefusesWhatWasTamperedWith(@TempDir final Path changed)
      throws Exception {
    eventually().until(() -> Files.isDirectory(inputs) && inputs.toFile().list().length > 3);
    final TamperedInputs tampered = new TamperedInputs(inputs, changed);
    final List<String> proven = tampered.proven(data().resolve("genesis.json"));
    assertThat(proven)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(": proven, batch "));
    System.out.printf("inputs of provers:%n%s%n", String.join("\n", proven));
    tampered.areRefused(data().resolve("genesis.json"));

    final Command.Result written =
        Command.run(
            changed,
            Duration.ofMinutes(1),
            "prover-input",
            "1",
            "--out",
            changed.resolve("guests").toString(),
            "--rpc-url",
            main().url().toString());
    assertThat(written.exitCode()).as(written.err()).isZero();
    final JsonNode manifest =
        new ObjectMapper().readTree(changed.resolve("guests/manifest.json").toFile());
    assertThat(manifest.at("/blocks").size()).isPositive();
    for (final JsonNode block : manifest.get("blocks")) {
      final JsonNode inChain =
          main()
              .call(
                  "eth_getBlockByNumber",
                  "0x" + Long.toHexString(block.get("number").asLong()),
                  false);
      for (final String field : List.of("hash", "stateRoot", "receiptsRoot")) {
        assertThat(block.get(field)).isEqualTo(inChain.get(field));
      }
      assertThat(changed.resolve("guests").resolve(block.get("file").asText()))
          .hasSize(block.get("bytes").asLong());
    }
  }

  @Override
  int executors() {
    return 2;
  }

  @Test
  @Order(20)
  void theBatchCheckGoesOnWithoutAnExecutorAndNamesOneThatLies() throws Exception {
    new WrongExecutors(this).oneKilledThenOneThatLies();
  }

  @Test
  @Order(30)
  void aSecondMainNodeTakesOverFromOneThatWasKilledAndBack() {
    // The main node has a page of metrics, whose port is its own.
    new TakeOver(this).thereAndBack(Map.of("--metrics-enabled", "false"));
  }
}
