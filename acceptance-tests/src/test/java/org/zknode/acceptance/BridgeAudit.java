/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.bridge.GlobalIndex;

/** What both bridges have told by their events next to what the main node's index says. */
final class BridgeAudit {
  private final Devnet devnet;
  private final JsonNode description;

  BridgeAudit(final Devnet devnet) throws IOException {
    this.devnet = devnet;
    this.description =
        new ObjectMapper().readTree(devnet.dataFolder().resolve("devnet.json").toFile());
  }

  /** Each deposit is there as the chain has it now, and each claim once, at its deposit. */
  void everythingIsIndexedOnce() {
    DevnetScenarios.eventually().untilAsserted(this::look);
  }

  /** What is locked on L1 exists on L2 or is on its way, as of the last verified batch. */
  void theSumsAgree() {
    final BridgeSums sums = new BridgeSums(devnet, description);
    DevnetScenarios.eventually().ignoreException(RpcError.class).untilAsserted(sums::look);
  }

  private void look() throws IOException, RpcError {
    final Map<Long, Map<Long, String>> claims =
        Map.of(0L, claimed(1, main(), "l2Bridge"), 1L, claimed(0, l1(), "l1Bridge"));
    look(0, l1(), "l1Bridge", claims);
    look(1, main(), "l2Bridge", claims);
  }

  private void look(
      final long network,
      final JsonRpc chain,
      final String bridge,
      final Map<Long, Map<Long, String>> claims)
      throws IOException, RpcError {
    long next = 0;
    for (final JsonNode log : logs(chain, bridge, BridgeAbi.DEPOSIT)) {
      final JsonNode deposit = main().call("bridge_getBridge", network, next).path("deposit");
      assertThat(deposit.path("tx_hash").asText())
          .as("deposit %d of network %d", next, network)
          .isEqualTo(log.path("transactionHash").asText());
      assertThat(deposit.path("claim_tx_hash").asText())
          .as("claim of deposit %d of network %d", next, network)
          .isEqualTo(claims.get(network).getOrDefault(next, ""));
      next++;
    }
    assertThat(main().tryCall("bridge_getBridge", network, next))
        .as("network %d has %d deposits", network, next)
        .isEmpty();
  }

  /** Claims on that network: transaction by the deposit on the other one. */
  private Map<Long, String> claimed(final long network, final JsonRpc chain, final String bridge)
      throws IOException, RpcError {
    final Map<Long, String> claims = new HashMap<>();
    for (final JsonNode log : logs(chain, bridge, BridgeAbi.CLAIM)) {
      final BigInteger index =
          Bytes.fromHexString(log.path("data").asText())
              .slice(0, Bytes32.SIZE)
              .toUnsignedBigInteger();
      final GlobalIndex decoded = GlobalIndex.decode(index);
      final String before = claims.put(decoded.leafIndex(), log.path("transactionHash").asText());
      assertThat(Optional.ofNullable(before))
          .as("claim of %s on network %d, again", decoded, network)
          .isEmpty();
    }
    return claims;
  }

  private JsonNode logs(final JsonRpc chain, final String bridge, final Bytes32 topic)
      throws IOException, RpcError {
    return chain.call(
        "eth_getLogs",
        Map.of(
            "address",
            description.path(bridge).asText(),
            "topics",
            List.of(topic.toHexString()),
            "fromBlock",
            "earliest",
            "toBlock",
            "latest"));
  }

  private JsonRpc l1() {
    return devnet.l1().rpc();
  }

  private JsonRpc main() {
    return devnet.mainNode().rpc();
  }
}
