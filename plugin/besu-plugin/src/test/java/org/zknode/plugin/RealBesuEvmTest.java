/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
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
@Tag("slow")
class RealBesuEvmTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  private static final PrivateKey AUTHORITY = PrivateKey.fromHex("0x" + "07".repeat(32));
  private static final String ROOT = "0x" + "11".repeat(32);
  private static final String COUNTER = "0x000000000000000000000000000000000000c0de";

  /** Adds one to slot 0. */
  private static final String COUNTER_CODE = "0x5f546001015f5500";

  /** Hashes 300 bytes with both functions, one memory store, one product, one sum. */
  private static final String HEAVY = "0x000000000000000000000000000000000000beef";

  private static final String HEAVY_CODE =
      "0x60015f52" // MSTORE(0, 1)
          + "61012c5f2050" // POP(KECCAK256(0, 300))
          + "5f5f61012c5f60025afa50" // POP(STATICCALL(GAS, 2, 0, 300, 0, 0))
          + "600260030250" // POP(MUL(3, 2))
          + "600260030150" // POP(ADD(3, 2))
          + "00";

  private static final long HEAVY_STEPS = 3 + 4 + 8 + 4 + 4 + 1;

  /** Hashes 32 bytes until 40,000 gas are left. */
  private static final String LOOP = "0x000000000000000000000000000000000000f00d";

  private static final String LOOP_CODE = "0x5b60205f205061" + "9c40" + "5a115f5700";

  /** In the order of the parameters of Resources. */
  private static final List<String> RESOURCES =
      List.of(
          "GAS",
          "KECCAK_HASHES",
          "SHA256_HASHES",
          "MEMORY_ACCESSES",
          "ARITHMETICS",
          "BINARIES",
          "STEPS");

  private static final List<Long> NO_LIMIT = Collections.nCopies(7, 1L << 50);

  private Path dir;
  private DrivenBesu driven;
  private BesuProcess besu;

  @BeforeAll
  void startBesu(@TempDir final Path temporary) throws IOException {
    dir = temporary;
    driven = DrivenBesu.in(dir, genesis());
    besu = driven.start(dir.resolve("main"));
  }

  @AfterAll
  void stopBesu() {
    if (besu != null) {
      besu.close();
    }
  }

  private static String genesis() {
    return BesuGenesis.of(
        KEY.address(), Map.of(COUNTER, COUNTER_CODE, HEAVY, HEAVY_CODE, LOOP, LOOP_CODE));
  }

  private BesuProcess launch(final String name, final String genesis) throws IOException {
    return driven
        .withGenesis(Files.writeString(dir.resolve(name + ".json"), genesis))
        .launch(dir.resolve(name), "--color-enabled=false");
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

  /**
   * Each resource ends a batch on a chain whose blocks are the same as without a meter: the state
   * keeps no trace of what was executed and left out.
   */
  @Test
  @Order(3)
  void transactionsAreMeteredAndEndTheBatchByEachResource() throws IOException {
    final Address heavy = Address.fromHex(HEAVY);
    final List<String> one =
        List.of(sign(KEY, TransactionType.LEGACY, 2, 200_000, heavy, Bytes.EMPTY));
    final JsonNode first = besu.result("driver_extendMetered", 20, one, NO_LIMIT, NO_LIMIT);
    assertThat(first.get("exhausted").asText()).isEqualTo("none");
    final long[] used = numbers(first.get("used").asText());
    assertThat(used).hasSize(7).startsWith(first.get("gasUsed").asLong());
    // 300 bytes are three permutations and, with the padding, five compressions.
    assertThat(used[1]).isEqualTo(3);
    assertThat(used[2]).isEqualTo(5);
    assertThat(used[3]).isEqualTo(1);
    assertThat(used[4]).isEqualTo(1);
    assertThat(used[5]).isEqualTo(1);
    assertThat(used[6]).isEqualTo(HEAVY_STEPS);
    final long number = first.get("number").asLong();
    assertThat(besu.result("driver_meter", number).asText()).isEqualTo(first.get("used").asText());

    long nonce = 3;
    for (int resource = 0; resource < used.length; resource++) {
      // Room for two and a half of it, and for anything else.
      final List<Long> left = new ArrayList<>(NO_LIMIT);
      left.set(resource, used[resource] * 2 + used[resource] / 2);
      final List<String> five = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        five.add(sign(KEY, TransactionType.LEGACY, nonce + i, 200_000, heavy, Bytes.EMPTY));
      }
      // In the place of the third, which does not fit.
      five.add(sign(KEY, TransactionType.LEGACY, nonce + 2, 200_001, heavy, Bytes.EMPTY));
      five.add(
          sign(KEY, TransactionType.LEGACY, nonce + 2, 21_000, AUTHORITY.address(), Bytes.EMPTY));
      final JsonNode block =
          besu.result("driver_extendMetered", 30 + 2 * resource, five, left, NO_LIMIT);
      // The plain transfer uses nothing but gas.
      final int included = RESOURCES.get(resource).equals("GAS") ? 2 : 3;
      assertThat(block.get("transactions")).as("resource %d", resource).hasSize(included);
      assertThat(block.get("exhausted").asText()).isEqualTo(RESOURCES.get(resource));
      assertThat(texts(block.get("skipped")))
          .hasSize(five.size() - included)
          .allSatisfy(
              text ->
                  assertThat(text).matches("\\d true it uses \\d+ .*, the batch has \\d+ left"));
      nonce += included;

      final List<Long> whole = new ArrayList<>(NO_LIMIT);
      whole.set(resource, used[resource] - 1);
      final List<String> withPlain =
          List.of(
              sign(KEY, TransactionType.LEGACY, nonce, 200_000, heavy, Bytes.EMPTY),
              sign(KEY, TransactionType.LEGACY, nonce, 21_000, AUTHORITY.address(), Bytes.EMPTY));
      final JsonNode never =
          besu.result("driver_extendMetered", 31 + 2 * resource, withPlain, whole, whole);
      assertThat(never.get("transactions")).as("resource %d", resource).hasSize(1);
      assertThat(never.get("oversized")).singleElement().hasToString("0");
      assertThat(texts(never.get("skipped")))
          .singleElement()
          .asString()
          .matches("0 false it uses \\d+ .*, an empty batch has \\d+");
      nonce++;
      reExecutesToTheSame(block);
      reExecutesToTheSame(never);
    }
  }

  /**
   * The engine finds who signed, as everybody else does: what a pool's row says is only compared.
   */
  @Test
  @Order(4)
  void aClaimedSenderIsNotBelieved() throws IOException {
    final JsonNode head = besu.result("driver_head");
    final long timestamp = 1_000;
    final long nonce =
        besu.result("driver_account", AUTHORITY.address().toString()).get("nonce").asLong();
    final List<String> raw = new ArrayList<>();
    for (final TransactionType type : TransactionType.values()) {
      raw.add(
          type == TransactionType.SET_CODE
              ? setCode(
                  nonce + type.ordinal(),
                  AUTHORITY.address(),
                  List.of(Authorization.sign(1, AUTHORITY.address(), 0, KEY)))
              : sign(
                  KEY,
                  type,
                  nonce + type.ordinal(),
                  100_000,
                  Address.fromHex(COUNTER),
                  Bytes.EMPTY));
    }
    final JsonNode built =
        besu.result(
            "driver_extendMetered",
            timestamp,
            raw,
            NO_LIMIT,
            NO_LIMIT,
            AUTHORITY.address().toString());
    assertThat(built.get("transactions")).as("he signed none of them").isEmpty();
    assertThat(texts(built.get("skipped"))).hasSize(raw.size());

    besu.result("driver_unwind", head.get("number").asLong());
    final JsonNode followed = besu.result("driver_extend", timestamp, ROOT, raw);
    assertThat(followed.get("transactions")).as("so do nodes that follow").isEmpty();
    besu.result("driver_unwind", head.get("number").asLong());
  }

  private void reExecutesToTheSame(final JsonNode block) throws IOException {
    final long number = block.get("number").asLong();
    assertThat(besu.result("driver_reExecute", number, number).get(0).get("hash"))
        .isEqualTo(block.get("hash"));
  }

  /** Not a test: {@code -Dzknode.measure=true} writes to target/test.log what the meter costs. */
  @Test
  @Order(8)
  @EnabledIfSystemProperty(named = "zknode.measure", matches = "true")
  void measureTheMeter() throws IOException {
    measure("200 transfers", AUTHORITY.address(), 21_000, 200);
    measure("100 keccak-heavy calls", Address.fromHex(LOOP), 290_000, 100);
  }

  private void measure(final String what, final Address to, final long gas, final int count)
      throws IOException {
    final List<List<Double>> millis = List.of(new ArrayList<>(), new ArrayList<>());
    long gasUsed = 0;
    for (int round = 0; round < 60; round++) {
      final long nonce =
          besu.result("driver_account", KEY.address().toString()).get("nonce").asLong();
      final List<String> raw = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        raw.add(sign(KEY, TransactionType.LEGACY, nonce + i, gas, to, Bytes.EMPTY));
      }
      final long timestamp = 10_000 + besu.result("driver_head").get("number").asLong();
      final JsonNode block =
          round % 2 == 0
              ? besu.result("driver_extendMetered", timestamp, raw)
              : besu.result("driver_extendMetered", timestamp, raw, NO_LIMIT, NO_LIMIT);
      assertThat(block.get("transactions")).hasSize(count);
      gasUsed = block.get("gasUsed").asLong();
      if (round >= 20) {
        millis.get(round % 2).add(block.get("nanos").asLong() / 1e6);
      }
    }
    millis.forEach(java.util.Collections::sort);
    final double without = millis.get(0).get(millis.get(0).size() / 2);
    final double with = millis.get(1).get(millis.get(1).size() / 2);
    // The tests' log has warnings only.
    org.slf4j.LoggerFactory.getLogger(RealBesuEvmTest.class)
        .warn(
            "{}: {} gas, median of 20 blocks without meter {} ms, with {} ms, ratio {}",
            what,
            gasUsed,
            "%.2f".formatted(without),
            "%.2f".formatted(with),
            "%.2f".formatted(with / without));
  }

  private static long[] numbers(final String text) {
    return Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  @Test
  @Order(9)
  void anotherForkStopsBesuWithOneSentence() throws IOException {
    final String cancun = genesis().replace(",\"pragueTime\":0", "");
    final String osaka = genesis().replace("\"pragueTime\":0", "\"pragueTime\":0,\"osakaTime\":99");
    try (BesuProcess before = launch("cancun", cancun);
        BesuProcess after = launch("osaka", osaka)) {
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
