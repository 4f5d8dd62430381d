/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.DevnetSetup;
import org.zknode.devnet.FreePorts;
import org.zknode.devnet.NodeProcess;

/** Two Besus that have each other in their static nodes file, so that both dial at their start. */
@Tag("alone")
@Order(1)
class BesuCrossedDialsIT {
  /** How often both are restarted together. */
  private static final int ROUNDS = Integer.getInteger("zknode.test.crossed-dials", 2);

  private static final Duration SETTLED = Duration.ofSeconds(10);

  /** For the look itself. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path temp;

  @Test
  void tenSecondsAfterTheyStartedTogetherTheyHaveOneConnection() throws Exception {
    Engines.require(Engine.BESU);
    final List<Integer> ports = FreePorts.of(2);
    final Path mainsPeers = temp.resolve("main-static-nodes.json");
    Files.writeString(mainsPeers, "[]");
    final DevnetSetup setup =
        new DevnetSetup(
            Optional.empty(),
            UnaryOperator.identity(),
            flags(ports.getFirst(), Map.of("--static-nodes-file", mainsPeers.toString())),
            flags(ports.getLast(), Map.of()),
            List.of());
    try (Devnet devnet =
        Devnet.start(
            Engines.options(Engine.BESU, temp.resolve("data")),
            setup,
            Engines.home(),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))) {
      Files.write(
          mainsPeers, new ObjectMapper().writeValueAsBytes(List.of(devnet.externalEnode(0))));
      final NodeProcess main = devnet.mainNode();
      final NodeProcess external = devnet.externalNodes().getFirst();
      for (int round = 1; round <= ROUNDS; round++) {
        restartTogether(main, external);
        await("round " + round)
            .pollDelay(SETTLED)
            .atMost(SETTLED.plus(LOOK))
            .untilAsserted(
                () -> {
                  assertThat(connections(ports.getFirst())).as("the main node's").isEqualTo(1);
                  assertThat(connections(ports.getLast())).as("the external's").isEqualTo(1);
                });
        final long head = main.head();
        await("round " + round).atMost(PATIENCE).until(() -> external.head() > head);
      }
    }
  }

  private static void restartTogether(final NodeProcess main, final NodeProcess external) {
    external.close();
    main.close();
    main.start();
    external.start();
    main.awaitReady();
    external.awaitReady();
  }

  private static Map<String, String> flags(final int metricsPort, final Map<String, String> more) {
    final Map<String, String> flags = new HashMap<>(more);
    flags.put("--metrics-enabled", "true");
    flags.put("--metrics-host", "127.0.0.1");
    flags.put("--metrics-port", Integer.toString(metricsPort));
    flags.put("--metrics-category", "ZKNODE");
    return flags;
  }

  private static long connections(final int metricsPort) throws Exception {
    return (long)
        Facts.metric(
            URI.create("http://127.0.0.1:%d/metrics".formatted(metricsPort)),
            "zks_transport_connections");
  }
}
