/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.ExecutionEngineContract;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;

/** The engine of the plugin in a real Besu. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class RealBesuEngineContractTest extends ExecutionEngineContract {
  private static final PrivateKey TREASURY = PrivateKey.fromHex("%064x".formatted(1));

  private BesuProcess besu;
  private ExecutionEngine engine;

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
    engine = new DrivenEngine(besu);
  }

  @AfterAll
  void stop() {
    if (besu != null) {
      besu.close();
    }
  }

  @Override
  protected ExecutionEngine engine() {
    return engine;
  }

  @Override
  protected PrivateKey treasury() {
    return TREASURY;
  }

  @Override
  protected LongSupplier nanoTime() {
    return System::nanoTime;
  }

  /** The attack that was seen: each of 40 calls took 0.6 s and paid nothing. */
  @Test
  void callsThatHashForEverAreStoppedAtWhatABatchHas() throws Exception {
    final Resources whole =
        new Resources(1L << 50, 2_145, 1_596, 236_585, 236_585, 473_170, 7_570_538);
    final List<DecodedTransaction> attack = new ArrayList<>();
    final List<DecodedTransaction> funding = new ArrayList<>();
    long nonce = engine.account(TREASURY.address()).nonce();
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
    assertThat(included(build(funding, new ResourceBudget(whole, whole)))).hasSize(40);
    attack.add(
        signed(TREASURY, nonce, 21_000, Optional.of(Address.ZERO), BigInteger.ONE, Bytes.EMPTY));
    build(List.of(), new ResourceBudget(whole, whole));
    final long start = System.nanoTime();
    final BlockResult outcome = build(attack, new ResourceBudget(whole, whole));
    final long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(included(outcome)).containsExactly(attack.getLast().raw());
    assertThat(outcome.skipped())
        .hasSize(40)
        .allMatch(SkippedTransaction::oversized)
        .extracting(SkippedTransaction::reason)
        .as("each is stopped at its first hash too many, of a million")
        .containsOnly("it uses 2146 keccak hashes or more, an empty batch has 2145");
    // The tests' log has warnings only.
    org.slf4j.LoggerFactory.getLogger(getClass()).warn("40 calls: {} ms", millis);
  }

  private static DecodedTransaction signed(
      final PrivateKey key,
      final long nonce,
      final long gas,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data) {
    return new DecodedTransaction(
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
            key),
        Optional.empty());
  }
}
