/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;

/** Hands on each new block of a node, with its transactions' hashes, as soon as it is seen. */
public final class BlockPoll implements Runnable {
  /** Who gets the blocks. */
  @FunctionalInterface
  public interface Seen {
    /**
     * @param nanos when, as of System.nanoTime
     */
    void block(JsonNode block, long nanos);
  }

  private final JsonRpc node;
  private final Duration interval;
  private final Seen seen;
  private final AtomicBoolean running = new AtomicBoolean(true);

  /**
   * @param interval between two looks: so late is a block seen at the most
   */
  public BlockPoll(final JsonRpc node, final Duration interval, final Seen seen) {
    this.node = node;
    this.interval = interval;
    this.seen = seen;
  }

  /** No block is handed on any more. */
  public void stop() {
    running.set(false);
  }

  @Override
  public void run() {
    long last = node.tryQuantity("eth_blockNumber").orElse(0L);
    while (running.get()) {
      final long head = node.tryQuantity("eth_blockNumber").orElse(last);
      while (last < head && running.get()) {
        final Optional<JsonNode> block =
            node.tryCall("eth_getBlockByNumber", "0x" + Long.toHexString(last + 1), false);
        if (block.isEmpty()) {
          break;
        }
        last++;
        seen.block(block.get(), System.nanoTime());
      }
      Pause.of(interval);
    }
  }
}
