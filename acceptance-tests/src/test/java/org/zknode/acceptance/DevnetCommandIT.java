/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.devnet.DevnetOptions.Engine;

/** {@code distribution/zknode devnet} from outside. */
class DevnetCommandIT {
  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void drivesItselfUntilThreeBatchesAreVerified(final Engine engine) throws Exception {
    Engines.require(engine);
    final Path data = temp.resolve("data");

    final Command.Result result =
        Command.run(
            temp,
            Duration.ofMinutes(6),
            "devnet",
            "--engine=" + engine.text(),
            "--free-ports",
            "--data=" + data,
            "--exit-after-verified=3",
            "--json");

    assertThat(result.exitCode()).as("%s%n%s", result.out(), result.err()).isZero();
    final JsonNode json = new ObjectMapper().readTree(result.lastLine());
    assertThat(json.path("engine").asText()).isEqualTo(engine.text());
    assertThat(json.path("batches").path("verified").asLong()).isGreaterThanOrEqualTo(3);
    assertThat(json.path("l1").path("lastVerifiedBatch").asLong()).isGreaterThanOrEqualTo(3);
    assertThat(json.path("verifierSignatures").asInt())
        .isGreaterThanOrEqualTo(json.path("batches").path("verified").asInt());
    assertThat(json.path("externalNode")).isEqualTo(json.path("mainNode"));
    assertThat(json.path("transactions").asInt()).isGreaterThanOrEqualTo(5);
    assertThat(json.path("bridge").path("deposits").asInt()).isEqualTo(1);
    // The one deposit is a message, which the main node claims when its turn comes.
    assertThat(json.path("bridge").path("claims").asInt()).isBetween(0, 1);
    assertThat(json.path("bridge").path("withdrawals").asInt()).isZero();
    assertThat(Command.processWith(data.toString())).isEmpty();
  }

  @Test
  void namesThePortThatIsTakenAndLeavesNothing() throws Exception {
    try (ServerSocket taken = takeFirstFixedPort()) {
      final Path data = temp.resolve("data");

      final Command.Result result =
          Command.run(
              temp, Duration.ofSeconds(60), "devnet", "--engine=embedded", "--data=" + data);

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .contains("port %d".formatted(taken.getLocalPort()))
          .contains("is taken");
      assertThat(Command.processWith(data.toString())).isEmpty();
    }
  }

  @Test
  void refusesAnUnknownFlag() throws Exception {
    final Command.Result result =
        Command.run(temp, Duration.ofSeconds(60), "devnet", "--no-such-flag");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--no-such-flag");
  }

  /** Any killed part ends the devnet with one sentence, and nothing stays behind. */
  @Test
  void aKilledProverEndsTheDevnetWithOneSentence() throws Exception {
    final Path data = temp.resolve("data");
    final Command.Running devnet =
        Command.start(temp, "devnet", "--engine=embedded", "--free-ports", "--data=" + data);
    try {
      await()
          .atMost(Duration.ofSeconds(120))
          .until(() -> Files.readString(devnet.out()).contains("The devnet runs"));
      final long pid = Long.parseLong(Files.readString(data.resolve("prover1.pid")).strip());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      await().atMost(Duration.ofSeconds(60)).until(() -> !devnet.process().isAlive());
      assertThat(devnet.result().exitCode()).isEqualTo(1);
      assertThat(devnet.result().err()).contains("prover1 has died");
      assertThat(Command.processWith(data.toString())).isEmpty();
    } finally {
      devnet.process().destroy();
    }
  }

  /** As Ctrl-C does. */
  @Test
  void terminationStopsEverything() throws Exception {
    final Path data = temp.resolve("data");
    final Command.Running devnet =
        Command.start(temp, "devnet", "--engine=embedded", "--free-ports", "--data=" + data);
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> Files.readString(devnet.out()).contains("The devnet runs"));

    devnet.process().destroy();

    await().atMost(Duration.ofSeconds(60)).until(() -> !devnet.process().isAlive());
    assertThat(Command.processWith(data.toString())).isEmpty();
  }

  /** The port of L1, unless this machine uses it already, which serves as well. */
  private static ServerSocket takeFirstFixedPort() throws Exception {
    try {
      return new ServerSocket(8545, 1, InetAddress.getByName("127.0.0.1"));
    } catch (final java.net.BindException e) {
      throw new org.opentest4j.TestAbortedException("port 8545 is in use on this machine", e);
    }
  }
}
