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
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.ExecutionEngineContract;
import org.zknode.rollup.engine.PoolTransaction;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.SkipKind;

/** The engine of the plugin in a real Besu. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealBesuEngineContractTest extends ExecutionEngineContract {
  private static final PrivateKey TREASURY = PrivateKey.fromHex("%064x".formatted(1));

  private BesuProcess besu;

  @BeforeAll
  void start(@TempDir final Path directory) throws IOException {
    final Optional<Path> found = BesuProcess.find();
    assumeTrue(found.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    besu =
        BesuProcess.start(
                found.get(),
                PluginJars.directory(directory.resolve("plugins"), DriverPlugin.class.getName()),
                directory.resolve("data"),
                Files.writeString(
                    directory.resolve("genesis.json"),
                    BesuGenesis.of(TREASURY.address(), Map.of())),
                List.of("--rpc-http-api=ETH,NET,DRIVER"))
            .awaitRpc();
  }

  @AfterAll
  void stop() {
    if (besu != null) {
      besu.close();
    }
  }

  private static List<Long> numbers(final Resources resources) {
    return Stream.of(Resource.values()).map(resources::amount).toList();
  }

  @Override
  protected Outcome build(final List<PoolTransaction> transactions, final ResourceBudget budget)
      throws IOException {
    final JsonNode block =
        besu.result(
            "driver_extendWithin",
            transactions.stream().map(each -> each.raw().toHexString()).toList(),
            transactions.stream().map(PoolTransaction::encodedBytes).toList(),
            numbers(budget.left()),
            numbers(budget.whole()),
            List.of(budget.room().bytes(), budget.room().transactions()),
            List.of(
                budget.work().assembly().toNanos(),
                budget.work().perTransaction().toNanos(),
                budget.work().discarded().toNanos(),
                budget.work().smallGas()));
    final List<Bytes> included = new ArrayList<>();
    block.get("transactions").forEach(raw -> included.add(Bytes.fromHexString(raw.asText())));
    final List<SkippedTransaction> skipped = new ArrayList<>();
    for (final JsonNode text : block.get("kinds")) {
      final String[] parts = text.asText().split(" ", 3);
      final int index = Integer.parseInt(parts[0]);
      skipped.add(
          new SkippedTransaction(
              index, transactions.get(index).raw(), parts[2], SkipKind.valueOf(parts[1])));
    }
    final String exhausted = block.get("exhausted").asText();
    return new Outcome(
        included,
        skipped,
        exhausted.equals("none") ? Optional.empty() : Optional.of(Resource.valueOf(exhausted)));
  }

  @Override
  protected AccountState account(final Address address) throws IOException {
    final JsonNode account = besu.result("driver_account", address.toString());
    return new AccountState(
        account.get("nonce").asLong(),
        new BigInteger(account.get("balance").asText()),
        account.get("delegated").asBoolean());
  }

  @Override
  protected PrivateKey treasury() {
    return TREASURY;
  }

  @Override
  protected boolean meters() {
    return true;
  }

  @Override
  protected LongSupplier nanoTime() {
    return System::nanoTime;
  }

  private static String call(final Bytes code) {
    return TransactionSigner.sign(
            new Unsigned(
                TransactionType.LEGACY,
                DriverPlugin.CHAIN_ID,
                0,
                BigInteger.TEN,
                BigInteger.TEN,
                29_900_000,
                Optional.empty(),
                BigInteger.ZERO,
                code),
            TREASURY)
        .raw()
        .toHexString();
  }

  /** At the door: refused with what it exceeds, without its nonce, fee or balance. */
  @Test
  void whatFitsNoBatchIsFoundByTryingIt() throws IOException {
    final List<Long> whole =
        List.of(1L << 50, 2_145L, 1_596L, 236_585L, 236_585L, 473_170L, 7_570_538L);
    final List<Long> plenty = java.util.Collections.nCopies(7, 1L << 50);
    assertThat(besu.result("driver_try", call(HASHES_FOR_EVER), whole, 60_000).asText())
        .contains("keccak hashes or more, a batch has 2145");
    assertThat(besu.result("driver_try", call(LOOPS_FOR_EVER), plenty, 1).asText())
        .contains("its execution takes longer than 1 ms");
    assertThat(besu.result("driver_try", call(Bytes.of(0)), whole, 60_000).asText())
        .startsWith("Fits");
  }

  /** The attack that was seen: each of 40 calls took 0.6 s and paid nothing. */
  @Test
  void callsThatHashForEverAreStoppedAtWhatABatchHas() throws Exception {
    final Resources whole =
        new Resources(1L << 50, 2_145, 1_596, 236_585, 236_585, 473_170, 7_570_538);
    final List<PoolTransaction> attack = new ArrayList<>();
    final List<PoolTransaction> funding = new ArrayList<>();
    long nonce = account(TREASURY.address()).nonce();
    for (int i = 0; i < 40; i++) {
      final PrivateKey attacker = PrivateKey.fromHex("%064x".formatted(1_000 + i));
      funding.add(
          signed(
              TREASURY,
              nonce + i,
              21_000,
              Optional.of(attacker.address()),
              BigInteger.TEN.pow(18),
              Bytes.EMPTY));
      attack.add(
          signed(attacker, 0, 29_900_000, Optional.empty(), BigInteger.ZERO, HASHES_FOR_EVER));
    }
    nonce += 40;
    assertThat(build(funding, new ResourceBudget(whole, whole)).included()).hasSize(40);
    attack.add(
        signed(TREASURY, nonce, 21_000, Optional.of(Address.ZERO), BigInteger.ONE, Bytes.EMPTY));
    build(List.of(), new ResourceBudget(whole, whole));
    final long start = System.nanoTime();
    final Outcome outcome = build(attack, new ResourceBudget(whole, whole));
    final long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(outcome.included()).containsExactly(attack.getLast().raw());
    assertThat(outcome.skipped())
        .hasSize(40)
        .allMatch(SkippedTransaction::oversized)
        .extracting(SkippedTransaction::reason)
        .as("each is stopped at its first hash too many, of a million")
        .containsOnly("it uses 2146 keccak hashes or more, an empty batch has 2145");
    // The tests' log has warnings only.
    org.slf4j.LoggerFactory.getLogger(getClass()).warn("40 calls: {} ms", millis);
  }

  private static PoolTransaction signed(
      final PrivateKey key,
      final long nonce,
      final long gas,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data) {
    return new PoolTransaction(
        TransactionSigner.sign(
                new Unsigned(
                    TransactionType.LEGACY,
                    DriverPlugin.CHAIN_ID,
                    nonce,
                    BigInteger.valueOf(5_000_000_000L),
                    BigInteger.valueOf(5_000_000_000L),
                    gas,
                    to,
                    value,
                    data),
                key)
            .raw(),
        Optional.empty());
  }
}
