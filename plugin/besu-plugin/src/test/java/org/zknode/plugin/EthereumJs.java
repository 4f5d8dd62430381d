/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * EthereumJS, and an SSZ library, in the versions of our lock file, installed by npm where it is
 * not yet.
 */
record EthereumJs(Path folder) {
  private static final Path SOURCES = Path.of("src", "test", "ethereumjs").toAbsolutePath();

  /** What npm writes last. */
  private static final String INSTALLED = "node_modules/.package-lock.json";

  /** It takes 25 seconds of a core; a machine may have much else to do. */
  private static final long SECONDS = 900;

  static EthereumJs installed() throws IOException, InterruptedException {
    final Path folder = Files.createDirectories(Path.of("target", "ethereumjs").toAbsolutePath());
    final Path lock = SOURCES.resolve("package-lock.json");
    final Path installed = folder.resolve("package-lock.json");
    final boolean same = Files.exists(installed) && Files.mismatch(lock, installed) < 0;
    final EthereumJs tools = new EthereumJs(folder);
    if (!same || !Files.exists(folder.resolve(INSTALLED))) {
      tools.copy(".npmrc");
      tools.copy("package.json");
      tools.copy("package-lock.json");
      tools.run("npm", "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error");
    }
    tools.copy("stateless.mjs");
    tools.copy("ssz.mjs");
    return tools;
  }

  private void copy(final String file) throws IOException {
    Files.write(folder.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
  }

  /**
   * Executes blocks on their witness alone.
   *
   * @param every of how many blocks the parts of one are left out in turn
   */
  JsonNode execute(final Path genesis, final Path witnesses, final int every)
      throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(
            run(
                "node",
                "stateless.mjs",
                genesis.toString(),
                witnesses.toString(),
                String.valueOf(every)));
  }

  /** Reads and writes inputs of zkVM guests; each on a line, in hex. */
  JsonNode readSsz(final Path inputs) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(run("node", "ssz.mjs", inputs.toString()));
  }

  private String run(final String... command) throws IOException, InterruptedException {
    final Path output = Files.createTempFile("ethereumjs", ".txt");
    final Path errors = Files.createTempFile("ethereumjs", ".err");
    final Process process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
