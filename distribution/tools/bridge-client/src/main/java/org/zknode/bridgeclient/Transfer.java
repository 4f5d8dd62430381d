/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.GlobalIndex;

/**
 * A deposit of either network as the bridge's node tells it (docs/spec/bridge.md, "REST
 * interface").
 *
 * @param network where it was made
 * @param block of that network
 * @param ready it can be claimed
 * @param claim the transaction that claimed it, empty text while it was not
 */
record Transfer(
    long network,
    long depositCount,
    ExitLeaf leaf,
    long block,
    Bytes32 transaction,
    boolean ready,
    String claim) {

  static Transfer of(final JsonNode json) {
    return new Transfer(
        json.path("network_id").asLong(),
        json.path("deposit_cnt").asLong(),
        new ExitLeaf(
            LeafType.of(json.path("leaf_type").asInt()),
            json.path("orig_net").asLong(),
            Address.fromHex(json.path("orig_addr").asText()),
            json.path("dest_net").asLong(),
            Address.fromHex(json.path("dest_addr").asText()),
            new BigInteger(json.path("amount").asText()),
            Bytes.fromHexString(json.path("metadata").asText("0x"))),
        json.path("block_num").asLong(),
        Bytes32.fromHexString(json.path("tx_hash").asText()),
        json.path("ready_for_claim").asBoolean(),
        json.path("claim_tx_hash").asText(""));
  }

  boolean isClaimed() {
    return !claim.isEmpty();
  }

  GlobalIndex globalIndex() {
    return GlobalIndex.of(network, depositCount);
  }
}
