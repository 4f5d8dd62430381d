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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.contracts.AnvilBinary;
import org.zknode.contracts.AnvilProcess;
import org.zknode.contracts.DevContracts;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.l1.contracts.FeeTokenAbi;

/**
 * The nodes on contracts that were there before them: of what an operator of an elderberry rollup
 * gives (addresses and keys) nothing comes from the devnet. The deployment has what ours has not:
 * other chain ids, a fee token, an initial batch.
 */
class InteropIT {
  private static final long L1_CHAIN_ID = 900_001;
  private static final long L2_CHAIN_ID = 7_007;
  private static final long FORK_ID = 8;
  private static final int VERIFIED = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final BigInteger FEE = BigInteger.valueOf(1_000_000_007);
  private static final BigInteger PURSE = FEE.multiply(BigInteger.valueOf(5_000));
  private static final BigInteger L1_PRICE = BigInteger.valueOf(20_000_000_000L);
  private static final long L1_GAS = 200_000;

  /** Accounts of anvil's well-known test mnemonic, which have ether on its L1. */
  private static final String SEQUENCER_KEY =
      "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6";

  private static final String AGGREGATOR_KEY =
      "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a";
  private static final PrivateKey OWNER = Devnet.user(0);
  private static final PrivateKey SEQUENCER = PrivateKey.fromHex(SEQUENCER_KEY);
  private static final PrivateKey AGGREGATOR = PrivateKey.fromHex(AGGREGATOR_KEY);

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void attachesByAddressesAndPaysInTheFeeToken(final Engine engine) throws Exception {
    Engines.require(engine);
    try (AnvilProcess anvil = startL1()) {
      final JsonRpc l1 = new JsonRpc(anvil.url());
      final DevContracts.Deployment contracts =
          DevContracts.deploy(
              anvil.url(),
              OWNER,
              new DevContracts.Parameters(
                  L2_CHAIN_ID,
                  FORK_ID,
                  Devnet.genesisStateRoot(engine),
                  SEQUENCER.address(),
                  AGGREGATOR.address(),
                  "http://127.0.0.1",
                  DevContracts.Variant.FEE_TOKEN_AND_INITIAL_BATCH));
      final Address token = contracts.feeToken().orElseThrow();
      asOwner(l1, contracts.rollupManager(), FeeTokenAbi.setBatchFee(FEE));
      asOwner(l1, token, FeeTokenAbi.transfer(SEQUENCER.address(), PURSE));

      final Command.Result result =
          Command.run(
              temp,
              PATIENCE,
              "devnet",
              "--engine=" + engine.text(),
              "--free-ports",
              "--data=" + temp.resolve("data"),
              "--exit-after-verified=" + VERIFIED,
              "--json",
              "--l1-url=" + anvil.url(),
              "--l1-rollup-manager=" + contracts.rollupManager(),
              "--l1-rollup=" + contracts.rollup(),
              "--l1-global-exit-root-manager=" + contracts.globalExitRootManager(),
              "--l1-genesis-block=" + contracts.l1Block(),
              "--l1-sequencer-key-file=" + keyFile("sequencer", SEQUENCER_KEY),
              "--l1-aggregator-key-file=" + keyFile("aggregator", AGGREGATOR_KEY));

      assertThat(result.exitCode()).as("%s%n%s", result.out(), result.err()).isZero();
      assertThat(result.out()).doesNotContain("warning");
      final JsonNode json = new ObjectMapper().readTree(result.lastLine());
      assertThat(json.path("batches").path("verified").asLong()).isGreaterThanOrEqualTo(VERIFIED);
      assertThat(json.path("externalNode")).isEqualTo(json.path("mainNode"));
      // Batch 1 came with the contracts; for each other one the manager got the fee.
      final BigInteger paid = balance(l1, token, contracts.rollupManager());
      assertThat(paid.mod(FEE)).isZero();
      assertThat(paid.divide(FEE).longValueExact()).isGreaterThanOrEqualTo(VERIFIED - 1);
      assertThat(balance(l1, token, SEQUENCER.address())).isEqualTo(PURSE.subtract(paid));
    }
  }

  @Test
  void wrongOrMissingAddressesAreNamedInOneSentence() throws Exception {
    final Command.Result missing = devnet("--l1-url=http://127.0.0.1:1");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("--l1-rollup-manager", "--l1-sequencer-key-file");
    try (AnvilProcess anvil = startL1()) {
      final String nobody = OWNER.address().toString();
      final Command.Result wrong =
          devnet(
              "--l1-url=" + anvil.url(),
              "--l1-rollup-manager=" + nobody,
              "--l1-rollup=" + nobody,
              "--l1-global-exit-root-manager=" + nobody,
              "--l1-genesis-block=1",
              "--l1-sequencer-key-file=" + keyFile("sequencer", SEQUENCER_KEY),
              "--l1-aggregator-key-file=" + keyFile("aggregator", AGGREGATOR_KEY));
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.err()).contains("no elderberry rollup manager at " + nobody);
    }
  }

  private Command.Result devnet(final String... flags) throws IOException, InterruptedException {
    final List<String> command =
        new java.util.ArrayList<>(List.of("devnet", "--engine=embedded", "--free-ports"));
    command.addAll(List.of(flags));
    return Command.run(temp, Duration.ofMinutes(1), command.toArray(String[]::new));
  }

  private static AnvilProcess startL1() {
    return AnvilProcess.start(
        AnvilBinary.locate(Engines.distribution().resolve("launcher/target/npm")),
        List.of(
            "--chain-id",
            Long.toString(L1_CHAIN_ID),
            "--block-time",
            "1",
            "--slots-in-an-epoch",
            "1"));
  }

  private Path keyFile(final String name, final String key) throws IOException {
    return Files.writeString(temp.resolve(name + ".key"), key);
  }

  private static void asOwner(final JsonRpc l1, final Address to, final Bytes data)
      throws IOException, JsonRpc.RpcError {
    final SignedTransaction transaction =
        TransactionSigner.sign(
            new Unsigned(
                TransactionType.DYNAMIC_FEE,
                L1_CHAIN_ID,
                Facts.quantity(l1, "eth_getTransactionCount", OWNER.address().toString(), "latest"),
                L1_PRICE,
                BigInteger.ONE,
                L1_GAS,
                Optional.of(to),
                BigInteger.ZERO,
                data),
            OWNER);
    l1.call("eth_sendRawTransaction", transaction.raw().toHexString());
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        Facts.receipt(l1, transaction.hash())
                            .map(found -> found.path("status").asText()))
                    .contains("0x1"));
  }

  private static BigInteger balance(final JsonRpc l1, final Address token, final Address account)
      throws IOException, JsonRpc.RpcError {
    return FeeTokenAbi.decodeAmount(
        Bytes.fromHexString(
            l1.call(
                    "eth_call",
                    Map.of(
                        "to",
                        token.toString(),
                        "data",
                        FeeTokenAbi.balanceOf(account).toHexString()),
                    "latest")
                .asText()));
  }
}
