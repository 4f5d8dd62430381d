/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Optional;
import org.zknode.devnet.process.JsonRpc;

/** Shows on the terminal how blocks and batches move trusted → virtual → verified. */
final class ProgressPrinter {
  /** A fresh start does not print the whole past. */
  private static final long MAX_BLOCKS_AT_ONCE = 50;

  private final String prefix;
  private final String below;
  private final JsonRpc node;
  private final PrintStream out;
  private long lastBlock;
  private long lastTrusted;
  private long lastVirtual;
  private long lastVerified;
  private String lastState = "RUNNING";

  /**
   * @param prefix of each line: which rollup it is
   * @param below the chain that has its sequences and proofs
   * @param node its main node
   */
  ProgressPrinter(
      final String prefix, final String below, final JsonRpc node, final PrintStream out) {
    this.prefix = prefix;
    this.below = below;
    this.node = node;
    this.out = out;
  }

  /** Prints what is new since the last call. */
  void print() {
    blocks();
    lastTrusted = batches("zkevm_batchNumber", lastTrusted, "trusted");
    lastVirtual = batches("zkevm_virtualBatchNumber", lastVirtual, "virtual");
    lastVerified = batches("zkevm_verifiedBatchNumber", lastVerified, "verified");
    state();
  }

  private void blocks() {
    final long head = node.tryQuantity("eth_blockNumber").orElse(lastBlock);
    for (long n = Math.max(lastBlock, head - MAX_BLOCKS_AT_ONCE) + 1; n <= head; n++) {
      final Optional<JsonNode> block =
          node.tryCall("eth_getBlockByNumber", "0x" + Long.toHexString(n), false);
      if (block.isEmpty()) {
        return;
      }
      final int transactions = block.get().path("transactions").size();
      if (transactions > 0) {
        out.printf(
            "%sblock  %5d  %3d tx  %s%n",
            prefix, n, transactions, block.get().path("hash").asText());
      }
      lastBlock = n;
    }
  }

  private long batches(final String method, final long last, final String label) {
    final long now = node.tryQuantity(method).orElse(last);
    for (long n = last + 1; n <= now; n++) {
      final Optional<BatchView> view = BatchView.of(node, n);
      if (view.isEmpty()) {
        return n - 1;
      }
      final BatchView batch = view.get();
      out.print(
          prefix
              + switch (label) {
                case "trusted" ->
                    "batch  %5d  trusted   %d blocks, %d tx%n"
                        .formatted(n, batch.blocks(), batch.transactions());
                case "virtual" ->
                    "batch  %5d  virtual   %d verifier signature(s), %s transaction %s%n"
                        .formatted(
                            n, batch.signatures(), below, batch.sequenceTransaction().orElse("?"));
                default ->
                    "batch  %5d  verified  %s transaction %s, state root %s%n"
                        .formatted(
                            n, below, batch.verifyTransaction().orElse("?"), batch.stateRoot());
              });
    }
    return Math.max(last, now);
  }

  private void state() {
    final Optional<JsonNode> status = node.tryCall("zknode_status");
    final String state = status.map(s -> s.path("state").asText()).orElse("NOT ANSWERING");
    if (!state.equals(lastState)) {
      out.printf(
          "%snode   %s  %s%n",
          prefix,
          state,
          status
              .map(s -> s.path("reasons").toString() + " " + s.path("halts").toString())
              .orElse(node.url().toString()));
      lastState = state;
    }
  }
}
