/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.zknode.devnet.process.JsonRpc;

/**
 * A batch as {@code zkevm_getBatchByNumber} and {@code zknode_getBatchSignatures} show it.
 *
 * @param lastBlock hash of its last L2 block, absent when it has none
 */
record BatchView(
    long number,
    boolean closed,
    int blocks,
    int transactions,
    String stateRoot,
    Optional<String> lastBlock,
    Optional<String> sequenceTransaction,
    Optional<String> verifyTransaction,
    int signatures) {

  static Optional<BatchView> of(final JsonRpc node, final long number) {
    final Optional<JsonNode> found =
        node.tryCall("zkevm_getBatchByNumber", "0x" + Long.toHexString(number), false);
    return found.map(
        batch -> {
          final JsonNode blocks = batch.path("blocks");
          return new BatchView(
              number,
              batch.path("closed").asBoolean(),
              blocks.size(),
              batch.path("transactions").size(),
              batch.path("stateRoot").asText(),
              blocks.isEmpty()
                  ? Optional.empty()
                  : Optional.of(blocks.get(blocks.size() - 1).asText()),
              text(batch, "sendSequencesTxHash"),
              text(batch, "verifyBatchTxHash"),
              node.tryCall("zknode_getBatchSignatures", "0x" + Long.toHexString(number))
                  .map(JsonNode::size)
                  .orElse(0));
        });
  }

  private static Optional<String> text(final JsonNode node, final String field) {
    return node.hasNonNull(field) ? Optional.of(node.get(field).asText()) : Optional.empty();
  }
}
