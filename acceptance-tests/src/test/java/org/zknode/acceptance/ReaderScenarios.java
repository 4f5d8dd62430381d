/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.Traffic;
import org.zknode.devnet.process.JsonRpc;

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
      blockscout.fetchBridgeEvents(GenesisContracts.BRIDGE);
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
    final Map<String, List<String>> expected = new LinkedHashMap<>();
    expected.put("/", List.of("Overview", "trusted", "verified", "RUNNING"));
    expected.put("/batches", List.of("Batches", "verified"));
    expected.put("/batch/1", List.of("Batch 1", "Signatures", "verified"));
    expected.put("/blocks", List.of("Blocks", "Gas used"));
    expected.put("/block/1", List.of("Block 1", "State root"));
    expected.put("/bridge", List.of("Bridge", "Whose deposits?"));
    expected.put("/nodes", List.of("Nodes", "RUNNING", "sequencer", "verifier"));
    final List<Bytes32> sent = traffic.acknowledged();
    // A new contract, and a call with a delegation.
    for (final Bytes32 hash : List.of(sent.getFirst(), sent.getLast())) {
      expected.put("/tx/" + hash.toHexString(), List.of("Transaction", "success", "Calls (1)"));
    }
    final JsonNode transaction =
        main().call("eth_getTransactionByHash", sent.getFirst().toHexString());
    expected.put(
        "/address/" + transaction.path("from").asText(),
        List.of("Account", "Balance", sent.getLast().toHexString().substring(0, 10)));
    final String sequence =
        main().call("zkevm_getBatchByNumber", "0x1", false).path("sendSequencesTxHash").asText();
    expected.put("/l1/tx/" + sequence, List.of("Transaction on L1", "success"));
    expected.put("/batch/999999", List.of("There is no batch 999999 yet."));

    final URI page = devnet().explorerUrl();
    final Path screenshots = Path.of("target", "screenshots", engine().text()).toAbsolutePath();
    final List<JsonNode> seen =
        Browser.open(chromium, screenshots, page, new ArrayList<>(expected.keySet()));
    assertThat(seen).hasSize(2 * expected.size());
    for (final JsonNode view : seen) {
      final String name =
          "%s (%s)".formatted(view.path("view").asText(), view.path("size").asText());
      assertThat(view.path("title").asText() + "\n" + view.path("text").asText())
          .as(name)
          .containsIgnoringWhitespaces(
              expected.get(view.path("view").asText()).toArray(String[]::new));
      assertThat(view.path("complaints")).as("%s: console", name).isEmpty();
      assertThat(view.path("problems")).as("%s: alerts", name).isEmpty();
      assertThat(view.path("overflow").asInt()).as("%s: too wide by", name).isZero();
      assertThat(view.path("reached"))
          .as("%s: what Tab reaches, and whether it is seen", name)
          .extracting(JsonNode::asText)
          .containsExactly("A zkNode solid", "A Overview solid", "A Batches solid");
    }
  }
}
