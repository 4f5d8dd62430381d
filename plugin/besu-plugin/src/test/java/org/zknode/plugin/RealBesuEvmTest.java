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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** The chain's EVM rules on a real Besu; skipped by name where none is found. One chain. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealBesuEvmTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  private static final PrivateKey AUTHORITY = PrivateKey.fromHex("0x" + "07".repeat(32));
  private static final String ROOT = "0x" + "11".repeat(32);
  private static final String COUNTER = "0x000000000000000000000000000000000000c0de";

  /** Adds one to slot 0. */
  private static final String COUNTER_CODE = "0x5f546001015f5500";

  private Path dir;
  private Path home;
  private Path plugins;
  private BesuProcess besu;

  @BeforeAll
  void startBesu(@TempDir final Path temporary) throws IOException {
    dir = temporary;
    final Optional<Path> found = BesuProcess.find();
    assumeTrue(found.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    home = found.get();
    plugins = PluginJars.directory(dir.resolve("plugins"), DriverPlugin.class.getName());
    besu = start("main", genesis(), "--rpc-http-api=ETH,NET,DRIVER").awaitRpc();
  }

  @AfterAll
  void stopBesu() {
    if (besu != null) {
      besu.close();
    }
  }

  private static String genesis() {
    return BesuGenesis.of(KEY.address(), Map.of(COUNTER, COUNTER_CODE));
  }

  private BesuProcess start(final String name, final String genesis, final String option)
      throws IOException {
    return BesuProcess.start(
        home,
        plugins,
        dir.resolve(name),
        Files.writeString(dir.resolve(name + ".json"), genesis),
        List.of(option));
  }

  @Test
  @Order(1)
  void setCodeTransactionsAreExecutedAndDerivedAgain() throws IOException {
    final Address counter = Address.fromHex(COUNTER);
    final Authorization valid = Authorization.sign(1001, counter, 0, AUTHORITY);
    final JsonNode block =
        besu.result(
            "driver_extend",
            10,
            ROOT,
            List.of(
                setCode(0, AUTHORITY.address(), List.of(valid)),
                // The same authorization again: passed over, and the call counts a second time.
                setCode(1, AUTHORITY.address(), List.of(valid)),
                setCode(2, AUTHORITY.address(), List.of()),
                // Below the price of the data (EIP-7623), though enough to execute it.
                sign(KEY, TransactionType.LEGACY, 2, 21_039, counter, Bytes.of(1)),
                // The authorization used up the authority's nonce 0.
                sign(AUTHORITY, TransactionType.LEGACY, 0, 100_000, counter, Bytes.EMPTY)));

    assertThat(block.get("transactions")).hasSize(2);
    assertThat(texts(block.get("skipped")))
        .satisfiesExactly(
            empty -> assertThat(empty).startsWith("2 false"),
            floor -> assertThat(floor).startsWith("3 false"),
            nonce -> assertThat(nonce).startsWith("4 false"));
    final String authority = AUTHORITY.address().toString();
    assertThat(besu.result("eth_getCode", authority, "latest").asText())
        .isEqualTo("0xef0100" + COUNTER.substring(2));
    assertThat(besu.result("eth_getStorageAt", authority, "0x0", "latest").asText())
        .matches("0x0{63}2");
    final JsonNode account = besu.result("driver_account", authority);
    assertThat(account.get("nonce").asLong()).isEqualTo(1);
    assertThat(account.get("delegated").asBoolean()).isTrue();
    assertThat(besu.result("driver_account", COUNTER).get("delegated").asBoolean()).isFalse();
    assertThat(besu.result("eth_getBlockReceipts", "latest").findValuesAsText("type"))
        .containsExactly("0x4", "0x4");

    assertThat(besu.result("driver_reExecute", 1, 1).get(0)).isEqualTo(block);
    besu.result("driver_unwind", 0);
    final List<String> raw = texts(block.get("transactions"));
    final JsonNode again = besu.result("driver_extend", 10, ROOT, raw, block.get("hash").asText());
    assertThat(again.get("skipped")).isEmpty();
  }

  /** EIP-7685 and EIP-2935: the header is a function of L1 data, contracts see block hashes. */
  @Test
  @Order(2)
  void blocksHaveNoRequestsAndAHistory() throws IOException {
    final JsonNode header = besu.result("eth_getBlockByNumber", "0x1", false);
    // SHA-256 of nothing.
    assertThat(header.get("requestsHash").asText())
        .isEqualTo("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    besu.result("driver_extend", 11, ROOT, List.of());
    assertThat(besu.result("eth_getStorageAt", BesuGenesis.HISTORY, "0x1", "latest"))
        .isEqualTo(header.get("hash"));
  }

  @Test
  @Order(9)
  void anotherForkStopsBesuWithOneSentence() throws IOException {
    final String cancun = genesis().replace(",\"pragueTime\":0", "");
    final String osaka = genesis().replace("\"pragueTime\":0", "\"pragueTime\":0,\"osakaTime\":99");
    try (BesuProcess before = start("cancun", cancun, "--color-enabled=false");
        BesuProcess after = start("osaka", osaka, "--color-enabled=false")) {
      assertThat(before.awaitExit()).isNotZero();
      assertThat(before.log())
          .contains("by the genesis file the next block has the rules of CANCUN");
      assertThat(after.awaitExit()).isNotZero();
      assertThat(after.log())
          .contains("by the genesis file later blocks would have the rules of OSAKA");
    }
  }

  private static String setCode(
      final long nonce, final Address to, final List<Authorization> authorizations) {
    return TransactionSigner.sign(
            unsigned(TransactionType.SET_CODE, nonce, 200_000, to, Bytes.EMPTY),
            authorizations,
            KEY)
        .raw()
        .toHexString();
  }

  private static String sign(
      final PrivateKey key,
      final TransactionType type,
      final long nonce,
      final long gas,
      final Address to,
      final Bytes data) {
    return TransactionSigner.sign(unsigned(type, nonce, gas, to, data), key).raw().toHexString();
  }

  private static Unsigned unsigned(
      final TransactionType type,
      final long nonce,
      final long gas,
      final Address to,
      final Bytes data) {
    return new Unsigned(
        type,
        DriverPlugin.CHAIN_ID,
        nonce,
        BigInteger.valueOf(2_000_000_000L),
        BigInteger.ONE,
        gas,
        Optional.of(to),
        type == TransactionType.SET_CODE ? BigInteger.TEN.pow(15) : BigInteger.ZERO,
        data);
  }

  private static List<String> texts(final JsonNode array) {
    final List<String> result = new ArrayList<>();
    array.forEach(element -> result.add(element.asText()));
    return result;
  }
}
