/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** How far back a real Besu reads states; skipped by name where none is found. */
class RealBesuStateDepthTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  private static final Address RECIPIENT =
      Address.fromHex("0x000000000000000000000000000000000000beef");
  private static final String ROOT =
      "0x1111111111111111111111111111111111111111111111111111111111111111";

  /** Above Besu's default of 512. */
  private static final long LIMIT = 600;

  private static final long FINALIZED = 5;

  @TempDir private Path dir;
  private BesuProcess besu;

  /** As the node's reason state-window and its way out say. */
  @Test
  void theStateAtTheFinalizedBlockIsReadAsFarBackAsTheOptionSays() throws IOException {
    final Optional<Path> home = BesuProcess.find();
    assumeTrue(home.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    besu =
        BesuProcess.start(
                home.get(),
                PluginJars.directory(dir.resolve("plugins"), DriverPlugin.class.getName()),
                dir.resolve("data"),
                Files.writeString(
                    dir.resolve("genesis.json"), BesuGenesis.of(KEY.address(), Map.of())),
                List.of(
                    "--rpc-http-api=ETH,NET,DRIVER",
                    "--color-enabled=false",
                    "--bonsai-limit-trie-logs-enabled=false",
                    "--bonsai-historical-block-limit=" + LIMIT))
            .awaitRpc();
    try {
      extend(1, List.of(transfer(0)));
      build(2, FINALIZED + LIMIT - 1);
      besu.result("driver_tags", FINALIZED, FINALIZED);
      extend(FINALIZED + LIMIT - 1, List.of(transfer(1)));

      assertThat(balance("latest").path("result").asText()).isEqualTo("0x2");
      assertThat(balance("finalized").path("result").asText()).isEqualTo("0x1");
      assertThat(call("finalized").path("result").asText()).isEqualTo("0x");

      build(FINALIZED + LIMIT, FINALIZED + LIMIT + 1);
      assertThat(balance("finalized").hasNonNull("result")).as("one more is too far").isFalse();
    } finally {
      besu.close();
    }
  }

  private JsonNode balance(final String tag) throws IOException {
    return besu.call("eth_getBalance", RECIPIENT.toString(), tag);
  }

  private JsonNode call(final String tag) throws IOException {
    return besu.call("eth_call", Map.of("to", RECIPIENT.toString(), "data", "0x"), tag);
  }

  private void build(final long first, final long end) throws IOException {
    for (long number = first; number < end; number++) {
      extend(number, List.of());
    }
  }

  private void extend(final long number, final List<String> transactions) throws IOException {
    final JsonNode block = besu.result("driver_extend", 1_000 + number, ROOT, transactions);
    assertThat(block.path("number").asLong()).isEqualTo(number);
    assertThat(block.path("transactions")).hasSize(transactions.size());
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
