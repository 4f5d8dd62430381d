/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code devnet --exit-after-verified N --json} prints as its last line
 * (docs/spec/devnet-result.md).
 *
 * @param l2 the rollup on L1
 * @param l3 the one on L2
 * @param seconds from the start of the command
 */
public record DevnetResult(String engine, Rollup l2, Optional<Rollup> l3, long seconds) {

  /**
   * @param blocks of the main node
   * @param verifierSignatures accepted signatures over all verified batches
   */
  public record Rollup(
      long blocks,
      int transactions,
      Batches batches,
      int verifierSignatures,
      Head mainNode,
      Head externalNode,
      L1 l1,
      BridgeCounts bridge) {

    private void addTo(final Map<String, Object> json) {
      json.put("l2Blocks", blocks);
      json.put("transactions", transactions);
      final Map<String, Object> batchNumbers = new LinkedHashMap<>();
      batchNumbers.put("trusted", batches.trusted());
      batchNumbers.put("virtual", batches.virtual());
      batchNumbers.put("verified", batches.verified());
      json.put("batches", batchNumbers);
      json.put("verifierSignatures", verifierSignatures);
      json.put("mainNode", head(mainNode));
      json.put("externalNode", head(externalNode));
      final Map<String, Object> l1Json = new LinkedHashMap<>();
      l1Json.put("lastVerifiedBatch", l1.lastVerifiedBatch());
      l1Json.put("stateRoot", l1.stateRoot());
      json.put("l1", l1Json);
      final Map<String, Object> bridgeJson = new LinkedHashMap<>();
      bridgeJson.put("deposits", bridge.deposits());
      bridgeJson.put("claims", bridge.claims());
      bridgeJson.put("withdrawals", bridge.withdrawals());
      json.put("bridge", bridgeJson);
    }
  }

  /** Highest batch in each state. */
  public record Batches(long trusted, long virtual, long verified) {}

  /** The same block as each node has it. */
  public record Head(long block, String stateRoot, String hash) {}

  /** As the rollup manager contract has it. */
  public record L1(long lastVerifiedBatch, String stateRoot) {}

  /** In the order of the documentation. */
  public Map<String, Object> toJson() {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("engine", engine);
    l2.addTo(json);
    l3.ifPresent(
        rollup -> {
          final Map<String, Object> l3Json = new LinkedHashMap<>();
          rollup.addTo(l3Json);
          json.put("l3", l3Json);
        });
    json.put("seconds", seconds);
    return json;
  }

  private static Map<String, Object> head(final Head head) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("block", head.block());
    json.put("stateRoot", head.stateRoot());
    json.put("hash", head.hash());
    return json;
  }
}
