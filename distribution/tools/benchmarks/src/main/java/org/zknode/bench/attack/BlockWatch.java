/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.bench.BlockPoll;
import org.zknode.devnet.process.JsonRpc;

/** Looks at each new block of the main node, as a user would see it. */
final class BlockWatch implements Runnable {
  private static final Duration POLL = Duration.ofMillis(40);

  private final JsonRpc node;
  private final Ledger honest;
  private final Ledger attacker;
  private final BlockPoll poll;
  private final AtomicReference<BigInteger> paid = new AtomicReference<>(BigInteger.ZERO);
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong longestGapNanos = new AtomicLong();

  /** Of the thread that runs it. */
  private long lastNanos;

  BlockWatch(final JsonRpc node, final Ledger honest, final Ledger attacker) {
    this.node = node;
    this.honest = honest;
    this.attacker = attacker;
    this.poll = new BlockPoll(node, POLL, this::seen);
  }

  void stop() {
    poll.stop();
  }

  /** Fees of the attackers' transactions in blocks so far, in wei. */
  BigInteger paid() {
    return paid.get();
  }

  long blocks() {
    return blocks.get();
  }

  Duration longestGap() {
    return Duration.ofNanos(longestGapNanos.get());
  }

  @Override
  public void run() {
    lastNanos = System.nanoTime();
    poll.run();
    longestGapNanos.accumulateAndGet(System.nanoTime() - lastNanos, Math::max);
  }

  private void seen(final JsonNode block, final long now) {
    longestGapNanos.accumulateAndGet(now - lastNanos, Math::max);
    lastNanos = now;
    blocks.incrementAndGet();
    block.path("transactions").forEach(hash -> note(hash.asText(), now));
  }

  private void note(final String hash, final long now) {
    if (honest.included(Bytes32.fromHexString(hash), now)) {
      return;
    }
    if (attacker.included(Bytes32.fromHexString(hash), now)) {
      node.tryCall("eth_getTransactionReceipt", hash)
          .ifPresent(
              receipt ->
                  paid.accumulateAndGet(
                      Prices.number(receipt.path("gasUsed").asText())
                          .multiply(Prices.number(receipt.path("effectiveGasPrice").asText())),
                      BigInteger::add));
    }
  }
}
