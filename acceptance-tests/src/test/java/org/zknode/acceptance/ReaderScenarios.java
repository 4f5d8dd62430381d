/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.Traffic;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;

/** Those who only read: explorers. */
abstract class ReaderScenarios extends DevnetScenarios {
  ReaderScenarios(final Engine engine) {
    super(engine);
  }

  /** Of a chain with batches of every stage, the open one too: never null, of the right types. */
  @Test
  @Order(3)
  void blockscoutReadsEveryBatchAndTheBridge() throws Exception {
    final Traffic traffic = traffic(2, List.of(main()));
    traffic.round();
    awaitEverywhere(traffic);
    for (final JsonRpc node : nodes()) {
      final BlockscoutCalls blockscout = new BlockscoutCalls(node.url());
      eventually()
          .untilAsserted(
              () -> {
                final BlockscoutCalls.Latest latest = blockscout.fetchLatestBatchNumbers();
                assertThat(latest.verified()).isLessThanOrEqualTo(latest.virtual());
                assertThat(latest.virtual()).isLessThanOrEqualTo(latest.trusted());
                assertThat(blockscout.fetchBatches(0, latest.trusted(), latest))
                    .containsAll(
                        traffic.acknowledged().stream().map(Bytes32::toHexString).toList());
              });
      // There and back went ether, a token and a message.
      assertThat(blockscout.fetchBridgeEvents(GenesisContracts.BRIDGE)).isGreaterThanOrEqualTo(6);
    }
  }

  /** Each view in a real browser: it has read what it shows, fits, and complains of nothing. */
  @Test
  @Order(3)
  void theExplorerShowsTheRollup() throws Exception {
    final Path chromium = Browser.require();
    final Traffic traffic = traffic(1, List.of(main()));
    traffic.round();
    awaitEverywhere(traffic);
    eventually().until(() -> Facts.quantity(main(), "zkevm_verifiedBatchNumber") > 0);
    final ExplorerViews views =
        new ExplorerViews()
            .expect("/", "Overview", "trusted", "verified", "RUNNING")
            .expect("/batches", "Batches", "verified")
            .expect("/batch/1", "Batch 1", "Signatures", "verified", signer(1))
            .expect("/blocks", "Blocks", "Gas used")
            .expect("/block/1", "Block 1", "State root")
            .expect("/bridge", "Bridge", "Whose deposits?")
            .expect("/nodes", "Nodes", "RUNNING", "sequencer", "verifier");
    final List<Bytes32> sent = traffic.acknowledged();
    // A new contract, and a call with a delegation.
    for (final Bytes32 hash : List.of(sent.getFirst(), sent.getLast())) {
      views.expect("/tx/" + hash.toHexString(), "Transaction", "success", "Calls (1)");
    }
    final JsonNode transaction =
        main().call("eth_getTransactionByHash", sent.getFirst().toHexString());
    views.expect(
        "/address/" + transaction.path("from").asText(),
        "Account",
        "Balance",
        sent.getLast().toHexString().substring(0, 10));
    final String sequence =
        main().call("zkevm_getBatchByNumber", "0x1", false).path("sendSequencesTxHash").asText();
    views
        .expect("/l1/tx/" + sequence, "Transaction on L1", "success")
        .expect("/batch/999999", "There is no batch 999999 yet.");
    expectWhatWentOverTheBridge(views);
    views.look(chromium, engine().text(), explorer());
  }

  /** As {@code devnet.json} names it. */
  URI explorer() throws IOException {
    return URI.create(
        new ObjectMapper()
            .readTree(devnet().dataFolder().resolve("devnet.json").toFile())
            .path("explorerUrl")
            .asText());
  }

  private String signer(final long batch) throws IOException, RpcError {
    return main()
        .call("zknode_getBatchSignatures", Facts.hex(batch))
        .path(0)
        .path("signer")
        .asText();
  }

  /** Of the scenario of the bridge's commands: ether both ways for one, a token of another. */
  private void expectWhatWentOverTheBridge(final ExplorerViews views) throws IOException, RpcError {
    views.expect(
        "/bridge/" + BridgeScenarios.ETHER_RECEIVER,
        "2 for",
        "L1 → L2 (1)",
        "0.25 ether",
        "L2 (1) → L1",
        "0.000000000000001 ether",
        "claimed",
        "It has arrived.");
    final String owner = Devnet.user(1).address().toString();
    views.expect(
        "/address/" + owner, "Dev Fee Token", "DEVFEE", "1.25", "Deposits and withdrawals");
    final JsonNode deposit = main().call("bridge_getBridges", owner).path("deposits").path(0);
    views
        .expect("/bridge/" + owner, "1 for", "2,500,000,000,000,000,000 units", "claimed")
        .expect(
            "/tx/" + deposit.path("claim_tx_hash").asText(),
            "claimAsset",
            "ClaimEvent",
            "NewWrappedToken",
            "mint")
        .expect("/l1/tx/" + deposit.path("tx_hash").asText(), "bridgeAsset", "BridgeEvent");
    final JsonNode withdrawal =
        main()
            .call("bridge_getBridges", BridgeScenarios.TOKEN_RECEIVER.toString())
            .path("deposits")
            .path(0);
    views.expect(
        "/tx/" + withdrawal.path("tx_hash").asText(),
        "bridgeAsset",
        "destinationAddress",
        BridgeScenarios.TOKEN_RECEIVER.toString(),
        "BridgeEvent",
        "Transfer",
        "burn",
        "decimals",
        "updateExitRoot");
  }
}
