/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is committed is what the sources compile to, and the lock file names no server. */
@Tag("slow")
class CommittedArtifactsTest {
  private static final String RESOURCES = "src/%s/resources/org/zknode/contracts";

  @Test
  void abiAndBytecodeAreWhatTheSourcesCompileTo(@TempDir final Path output)
      throws IOException, InterruptedException {
    final ProcessBuilder builder =
        new ProcessBuilder("node", "compile.mjs", output.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.resolve("compile.log").toFile());
    builder
        .environment()
        .put(
            "ZKNODE_NODE_MODULES",
            new NpmTools(DevL1.CACHE).developerModules().toAbsolutePath().toString());

    final int exit = builder.start().waitFor();

    assertThat(exit).as(Files.readString(output.resolve("compile.log"))).isZero();
    assertSame(output, "main", Path.of(RESOURCES.formatted("main")), 9);
    assertSame(output, "test", Path.of(RESOURCES.formatted("test")), 2);
    assertSame(output, "escrow", Path.of("../../examples/escrow/artifacts"), 3);
  }

  private static void assertSame(
      final Path output, final String part, final Path committed, final int contracts)
      throws IOException {
    final List<String> compiled = jsonFiles(output.resolve(part));
    assertThat(compiled).isEqualTo(jsonFiles(committed)).hasSize(contracts);
    for (final String file : compiled) {
      assertThat(committed.resolve(file))
          .hasSameTextualContentAs(output.resolve(part).resolve(file));
    }
  }

  @Test
  void lockFileHasIntegrityHashesAndNoDownloadUrls() throws IOException {
    final var packages =
        new ObjectMapper().readTree(Path.of("package-lock.json").toFile()).get("packages");
    assertThat(packages).hasSizeGreaterThan(3);
    packages
        .properties()
        .forEach(
            entry -> {
              assertThat(entry.getValue().has("resolved")).as(entry.getKey()).isFalse();
              assertThat(entry.getValue().path("version").asText()).as(entry.getKey()).isNotEmpty();
              if (!entry.getKey().isEmpty() && !isForeignPlatform(entry.getKey())) {
                assertThat(entry.getValue().path("integrity").asText())
                    .as(entry.getKey())
                    .startsWith("sha512-");
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DevRollup",
        "DevRollupManager",
        "DevGlobalExitRootManager",
        "DevVerifier",
        "DevFeeToken",
        "DevRollupWithInitialBatch",
        "Bridge",
        "WrappedToken",
        "L2GlobalExitRootManager"
      })
  void artifactsLoadFromTheClassPath(final String name) {
    assertThat(ContractArtifact.load(name).bytecode().size()).isBetween(100, 24_576);
  }

  @Test
  void platformNamesAreThoseOfThePackages() {
    assertThat(AnvilBinary.platform("Linux", "amd64")).isEqualTo("linux-amd64");
    assertThat(AnvilBinary.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm64");
    assertThat(AnvilBinary.platform("Windows 11", "x86_64")).isEqualTo("win32-amd64");
  }

  /** Their tarballs could not be hashed where the lock was made; npm never fetches them here. */
  private static boolean isForeignPlatform(final String packagePath) {
    return packagePath.matches(".*/anvil-(darwin-a.*64|linux-arm64|win32-amd64)");
  }

  private static List<String> jsonFiles(final Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .toList();
    }
  }
}
