/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.zknode.contracts.NpmTools;
import org.zknode.eth.PrivateKey;

/** The libraries that wallets and applications are made with (viem, ethers), in Node.js. */
final class Wallets {
  private static final Path SOURCES = Path.of("src", "test", "wallets");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Five transactions, one after another, each waited for. */
  private static final long MINUTES = 3;

  private Wallets() {}

  /**
   * Sends transactions of every kind of call that waits.
   *
   * @param node its JSON-RPC
   * @param user who sends them
   * @return what each library told, first and in the end
   */
  static List<JsonNode> use(final URI node, final PrivateKey user)
      throws IOException, InterruptedException {
    final Path modules = new NpmTools(Path.of("target", "npm"), SOURCES).runtimeModules();
    // Node.js looks for packages beside the script.
    final Path script = modules.getParent().resolve("wallets.mjs");
    Files.write(script, Files.readAllBytes(SOURCES.resolve("wallets.mjs")));
    final Path output = Files.createTempFile("wallets", ".jsonl");
    final Path errors = Files.createTempFile("wallets", ".txt");
    final Process process =
        new ProcessBuilder(
                "node", script.toString(), node.toString(), "0x%064x".formatted(user.secret()))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      final List<JsonNode> told = new ArrayList<>();
      for (final String line : Files.readAllLines(output)) {
        told.add(JSON.readTree(line));
      }
      return told;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
