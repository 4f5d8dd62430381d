/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** A real Besu that is killed, and its chain afterwards; skipped by name where none is found. */
class RealBesuCrashTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  private static final Address RECIPIENT =
      Address.fromHex("0x000000000000000000000000000000000000beef");
  private static final String ROOT =
      "0x1111111111111111111111111111111111111111111111111111111111111111";

  /** Of a process that a signal 9 ended. */
  private static final int KILLED = 137;

  private static final long BLOCKS = 20;

  private Path dir;
  private Path home;
  private Path plugins;
  private Path genesis;
  private BesuProcess main;

  @BeforeEach
  void startBesu(@TempDir final Path temporary) throws IOException {
    dir = temporary;
    final Optional<Path> found = BesuProcess.find();
    assumeTrue(found.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    home = found.get();
    plugins = PluginJars.directory(dir.resolve("plugins"), DriverPlugin.class.getName());
    genesis =
        Files.writeString(dir.resolve("genesis.json"), BesuGenesis.of(KEY.address(), Map.of()));
    main = start().awaitRpc();
  }

  @AfterEach
  void stopBesu() {
    if (main != null) {
      main.close();
    }
  }

  private BesuProcess start() throws IOException {
    return BesuProcess.start(
        home,
        plugins,
        dir.resolve("main"),
        genesis,
        List.of("--rpc-http-api=ETH,NET,DRIVER", "--color-enabled=false"));
  }

  @Test
  void survivesKillWhileBuilding() throws Exception {
    final BesuProcess victim = main;
    final Thread builder =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (long timestamp = 1_000; ; timestamp++) {
                    try {
                      victim.call("driver_extend", timestamp, ROOT, List.of());
                    } catch (final IOException e) {
                      return; // killed
                    }
                  }
                });
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> head().get("number").asLong() > BLOCKS);
    main.kill();
    builder.join();

    main = start().awaitRpc();
    assertThat(head().get("number").asLong()).isGreaterThan(BLOCKS);
    assertBuilds(0);
  }

  @Test
  void startsWithTheStateOfABlockThatItsChainDoesNotHave() throws Exception {
    assertBuilds(0);
    final JsonNode head = head();
    assertThatThrownBy(() -> main.call("driver_dieBeforeAppend")).isInstanceOf(IOException.class);
    assertThat(main.awaitExit()).isEqualTo(KILLED);

    main = start().awaitRpc();
    assertThat(head()).isEqualTo(head);
    assertBuilds(1);
  }

  private JsonNode head() throws IOException {
    return main.result("driver_head");
  }

  /** A block with a transfer, read back, executed again. */
  private void assertBuilds(final long nonce) throws IOException {
    final JsonNode balance = main.result("driver_account", RECIPIENT.toString());
    final JsonNode next =
        main.result("driver_extend", 100_000 + nonce, ROOT, List.of(transfer(nonce)));
    assertThat(next.get("transactions")).hasSize(1);
    assertThat(head().get("hash")).isEqualTo(next.get("hash"));
    assertThat(main.result("driver_account", RECIPIENT.toString())).isNotEqualTo(balance);
    assertThat(main.result("driver_reExecute", next.get("number"), next.get("number")).get(0))
        .isEqualTo(next);
  }

  private static String transfer(final long nonce) {
    return TransactionSigner.sign(
            new Unsigned(
                TransactionType.LEGACY,
                DriverPlugin.CHAIN_ID,
                nonce,
                BigInteger.valueOf(2_000_000_000L),
                BigInteger.ONE,
                100_000,
                Optional.of(RECIPIENT),
                BigInteger.ONE,
                Bytes.EMPTY),
            KEY)
        .raw()
        .toHexString();
  }
}
