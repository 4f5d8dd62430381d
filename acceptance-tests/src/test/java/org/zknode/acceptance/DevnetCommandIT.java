/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeCalls;

/** {@code distribution/zknode devnet} from outside. */
class DevnetCommandIT {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @TempDir Path temp;

  @Test
  void drivesItselfUntilThreeBatchesAreVerified() throws Exception {
    Engines.require(Engine.BESU);
    final Path data = temp.resolve("data");

    final JsonNode json = result(Command.run(temp, PATIENCE, arguments(Engine.BESU, data)));

    assertThat(json.path("engine").asText()).isEqualTo(Engine.BESU.text());
    assertDriven(json);
    assertThat(json.path("bridge").path("deposits").asInt()).isEqualTo(1);
    // The one deposit is a message, which the main node claims when its turn comes.
    assertThat(json.path("bridge").path("claims").asInt()).isBetween(0, 1);
    assertThat(json.path("bridge").path("withdrawals").asInt()).isZero();
    assertThat(Command.processWith(data.toString())).isEmpty();
  }

  /** Both have their users' ether by deposits; somebody takes a little of it back from L2. */
  @Test
  void drivesTwoRollupsOfWhichTheUsersAreFundedByDeposits() throws Exception {
    Engines.require(Engine.EMBEDDED);
    final Path data = temp.resolve("data");
    final Command.Running devnet =
        Command.start(temp, arguments(Engine.EMBEDDED, data, "--fund-by-deposit", "--l3"));
    try {
      final Path description = data.resolve("devnet.json");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.exists(description) || !devnet.process().isAlive());
      if (!Files.exists(description)) {
        // It has ended: its own words say why.
        result(devnet.result());
      }
      withdrawOneWei(new ObjectMapper().readTree(description.toFile()));
      assertThat(devnet.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      devnet.process().destroy();
    }

    final JsonNode json = result(devnet.result());
    assertThat(json.path("engine").asText()).isEqualTo(Engine.EMBEDDED.text());
    for (final JsonNode rollup : List.of(json, json.path("l3"))) {
      assertDriven(rollup);
      // Each user's, and the message that makes a leaf of the L1 info tree.
      assertThat(rollup.path("bridge").path("deposits").asInt()).isEqualTo(4);
      assertThat(rollup.path("bridge").path("claims").asInt()).isBetween(3, 4);
    }
    assertThat(json.path("bridge").path("withdrawals").asInt()).isEqualTo(1);
    assertThat(json.path("l3").path("bridge").path("withdrawals").asInt()).isZero();
    assertThat(Command.processWith(data.toString())).isEmpty();
  }

  /** By the second user: the first one's transactions are the devnet's own. */
  private static void withdrawOneWei(final JsonNode description) throws Exception {
    final OneAccount user =
        new OneAccount(
            new JsonRpc(URI.create(description.path("mainNodeUrl").asText())), Devnet.user(1));
    final BigInteger wei = BigInteger.ONE;
    user.mined(
        user.sign(
            Address.fromHex(description.path("l2Bridge").asText()),
            wei,
            BridgeCalls.bridgeAsset(0, user.key().address(), wei, Address.ZERO)));
  }

  private static String[] arguments(final Engine engine, final Path data, final String... more) {
    return Stream.concat(
            Stream.of(
                "devnet",
                "--engine=" + engine.text(),
                "--free-ports",
                "--data=" + data,
                "--exit-after-verified=3",
                "--json"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static JsonNode result(final Command.Result result) throws IOException {
    assertThat(result.exitCode()).as("%s%n%s", result.out(), result.err()).isZero();
    return new ObjectMapper().readTree(result.lastLine());
  }

  private static void assertDriven(final JsonNode json) {
    assertThat(json.path("batches").path("verified").asLong()).isGreaterThanOrEqualTo(3);
    assertThat(json.path("l1").path("lastVerifiedBatch").asLong()).isGreaterThanOrEqualTo(3);
    assertThat(json.path("verifierSignatures").asInt())
        .isGreaterThanOrEqualTo(json.path("batches").path("verified").asInt());
    assertThat(json.path("externalNode")).isEqualTo(json.path("mainNode"));
    assertThat(json.path("transactions").asInt()).isGreaterThanOrEqualTo(5);
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

  /** As Ctrl-C does. Until then it says where everything is. */
  @Test
  void terminationStopsEverything() throws Exception {
    final Path data = temp.resolve("data");
    final Command.Running devnet =
        Command.start(temp, "devnet", "--engine=embedded", "--free-ports", "--data=" + data);
    await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> Files.readString(devnet.out()).contains("Press Ctrl-C to stop."));
    assertThatEverythingIsPrinted(devnet.out(), data.resolve("devnet.json"));

    devnet.process().destroy();

    await().atMost(Duration.ofSeconds(60)).until(() -> !devnet.process().isAlive());
    assertThat(Command.processWith(data.toString())).isEmpty();
  }

  private static void assertThatEverythingIsPrinted(final Path out, final Path description)
      throws IOException {
    final JsonNode json = new ObjectMapper().readTree(description.toFile());
    final List<String> fields =
        List.of(
            "l1Url",
            "mainNodeUrl",
            "mainNodeEnode",
            "explorerUrl",
            "aggregator",
            "rollupManager",
            "rollup",
            "globalExitRootManager",
            "l1Bridge",
            "l2Bridge",
            "bridgeUrl",
            "dataFolder");
    assertThat(fields).allSatisfy(field -> assertThat(json.path(field).asText()).isNotEmpty());
    assertThat(Files.readString(out))
        .contains(fields.stream().map(field -> json.path(field).asText()).toList())
        .contains(
            "bridge on L1, L2  %s, %s"
                .formatted(json.path("l1Bridge").asText(), json.path("l2Bridge").asText()),
            "bridge, REST      " + json.path("bridgeUrl").asText(),
            "explorer          " + json.path("explorerUrl").asText());
    for (final JsonNode account : json.path("accounts")) {
      assertThat(Files.readString(out))
          .contains(
              account.path("address").asText() + "  key " + account.path("privateKey").asText());
    }
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
