/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A Besu as a child process, found by {@code BESU_HOME} or on the PATH. */
final class BesuProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofSeconds(90);
  private static final int SHOWN_LINES = 60;

  /**
   * The flight recorder of Besu's script takes a tenth of a start; an archive of Besu's classes,
   * which the first one that ends makes, saves a fifth.
   */
  private static final String QUICK_START =
      "-XX:-FlightRecorder -XX:+UseSerialGC -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="
          + Path.of("target", "besu.jsa").toAbsolutePath();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path log;
  private final int rpcPort;

  private BesuProcess(final Process process, final Path log, final int rpcPort) {
    this.process = process;
    this.log = log;
    this.rpcPort = rpcPort;
  }

  /** The distribution's directory. */
  static Optional<Path> find() {
    final String home = System.getenv("BESU_HOME");
    if (home != null && Files.isExecutable(Path.of(home, "bin", "besu"))) {
      return Optional.of(Path.of(home));
    }
    for (final String directory : System.getenv("PATH").split(":", -1)) {
      final Path command = Path.of(directory, "besu");
      if (!directory.isEmpty() && Files.isExecutable(command)) {
        try {
          return Optional.of(command.toRealPath().getParent().getParent());
        } catch (final IOException e) {
          throw new IllegalStateException(command + " cannot be resolved", e);
        }
      }
    }
    return Optional.empty();
  }

  static BesuProcess start(
      final Path home,
      final Path plugins,
      final Path data,
      final Path genesis,
      final List<String> more)
      throws IOException {
    final List<Integer> ports = FreePorts.free(3);
    final int rpc = ports.get(0);
    final List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/besu").toString(),
                "--genesis-file=" + genesis,
                "--network-id=1001",
                "--sync-mode=FULL",
                "--data-storage-format=BONSAI",
                "--data-path=" + data,
                "--rpc-http-enabled",
                "--rpc-http-host=127.0.0.1",
                "--rpc-http-port=" + rpc,
                "--engine-rpc-port=" + ports.get(1),
                "--p2p-host=127.0.0.1",
                "--p2p-interface=127.0.0.1",
                "--p2p-port=" + ports.get(2),
                "--discovery-enabled=false",
                "--nat-method=NONE",
                "--min-gas-price=0"));
    command.addAll(more);
    final Path log = Files.createTempFile(data.getParent(), "besu", ".log");
    final ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JAVA_OPTS", QUICK_START + " -Xmx512m -Dbesu.plugins.dir=" + plugins);
    return new BesuProcess(builder.start(), log, rpc);
  }

  /** Waits until JSON-RPC answers. */
  BesuProcess awaitRpc() {
    Awaitility.await("Besu's JSON-RPC, log: " + log)
        .atMost(START)
        .failFast(
            "Besu ended before it answered",
            () ->
                assertThat(process.isAlive())
                    .as(() -> "exit code %s, log:\n%s".formatted(exitCode(), tail()))
                    .isTrue())
        .until(
            () -> {
              try {
                return call("net_listening").path("result").asBoolean();
              } catch (final IOException e) {
                return false;
              }
            });
    return this;
  }

  private String exitCode() {
    return process.isAlive() ? "none" : String.valueOf(process.exitValue());
  }

  /** The log's last lines: the file is gone with the test. */
  private String tail() {
    try {
      final List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (final IOException e) {
      return "cannot be read: " + e.getMessage();
    }
  }

  /** Waits until it ended by itself; the exit code. */
  int awaitExit() {
    Awaitility.await().atMost(START).until(() -> !process.isAlive());
    return process.exitValue();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** The whole JSON-RPC answer. */
  JsonNode call(final String method, final Object... params) throws IOException {
    final ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method);
    request.set("params", JSON.valueToTree(params));
    try {
      return JSON.readTree(
          http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rpcPort))
                      .header("Content-Type", "application/json")
                      .timeout(Duration.ofSeconds(30))
                      .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The result; an error answer fails the test. */
  JsonNode result(final String method, final Object... params) throws IOException {
    final JsonNode answer = call(method, params);
    if (!answer.has("result")) {
      throw new AssertionError(method + " answered " + answer);
    }
    return answer.get("result");
  }

  /** HTTP status and body of a GET. */
  HttpResponse<String> get(final String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rpcPort + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  void kill() {
    process.destroyForcibly();
    Awaitility.await().until(() -> !process.isAlive());
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(60));
  }

  /** Asks it to stop, and fails when it lives longer than that. */
  void close(final Duration atMost) {
    process.destroy();
    Awaitility.await().atMost(atMost).until(() -> !process.isAlive());
  }
}
