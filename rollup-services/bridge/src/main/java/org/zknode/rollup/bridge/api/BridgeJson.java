/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.GlobalIndex;
import org.zknode.rollup.bridge.TokenWrapped;

/**
 * Answers as JSON objects (docs/spec/bridge.md, "REST interface"): numbers of 64 bits and more are
 * decimal texts, those of 32 bits numbers; addresses have their checksum (EIP-55); no field is left
 * out.
 */
final class BridgeJson {
  private BridgeJson() {}

  static Map<String, Object> deposit(final Deposit deposit) {
    final ExitLeaf leaf = deposit.leaf();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("leaf_type", leaf.leafType().code());
    json.put("orig_net", leaf.originNetwork());
    json.put("orig_addr", leaf.originAddress().toChecksumString());
    json.put("amount", leaf.amount().toString());
    json.put("dest_net", leaf.destinationNetwork());
    json.put("dest_addr", leaf.destinationAddress().toChecksumString());
    json.put("block_num", uint64(deposit.place().blockNumber()));
    json.put("deposit_cnt", uint64(deposit.depositCount()));
    json.put("network_id", deposit.place().network());
    json.put("tx_hash", deposit.place().transactionHash().toHexString());
    json.put("claim_tx_hash", deposit.claimTransaction().map(Bytes32::toHexString).orElse(""));
    json.put("metadata", leaf.metadata().toHexString());
    json.put("ready_for_claim", deposit.readyForClaim());
    json.put("global_index", deposit.globalIndex().encode().toString());
    return json;
  }

  static Map<String, Object> claim(final Claim claim) {
    final GlobalIndex index = claim.globalIndex();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("index", uint64(index.leafIndex()));
    json.put("orig_net", claim.originNetwork());
    json.put("orig_addr", claim.originAddress().toChecksumString());
    json.put("amount", claim.amount().toString());
    json.put("network_id", claim.place().network());
    json.put("dest_addr", claim.destinationAddress().toChecksumString());
    json.put("block_num", uint64(claim.place().blockNumber()));
    json.put("tx_hash", claim.place().transactionHash().toHexString());
    json.put("rollup_index", uint64(index.rollupIndex()));
    json.put("mainnet_flag", index.mainnet());
    return json;
  }

  static Map<String, Object> token(final TokenWrapped token) {
    final TokenTraits traits = TokenTraits.of(token.metadata());
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("orig_net", token.originNetwork());
    json.put("original_token_addr", token.originToken().toChecksumString());
    json.put("wrapped_token_addr", token.wrappedToken().toChecksumString());
    json.put("network_id", token.place().network());
    json.put("name", traits.name());
    json.put("symbol", traits.symbol());
    json.put("decimals", traits.decimals());
    return json;
  }

  static Map<String, Object> proof(final ExitProof proof) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("merkle_proof", hashes(proof.localProof()));
    json.put("rollup_merkle_proof", hashes(proof.rollupProof()));
    json.put("main_exit_root", proof.mainnetExitRoot().toHexString());
    json.put("rollup_exit_root", proof.rollupExitRoot().toHexString());
    return json;
  }

  static String uint64(final long value) {
    return Long.toUnsignedString(value);
  }

  private static List<String> hashes(final List<Bytes32> hashes) {
    return hashes.stream().map(Bytes32::toHexString).toList();
  }
}
