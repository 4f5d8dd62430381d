/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Whether a transfer is claimed. The bridge on its other side decides that; the node that indexes
 * claims only knows by which transaction, and may have missed it or believe one that there never
 * was (docs/concepts/bridge.md).
 */
final class Claims {
  /**
   * While bridge and node say different things, one of them may only be some blocks behind: a
   * person waits so long before the bridge's word counts alone.
   */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Who has claimed it, where only the bridge knows that somebody has. */
  static final String NOT_INDEXED = "a transaction that the node has not indexed";

  private static final Bytes IS_CLAIMED = Words.selector("isClaimed(uint32,uint32)");

  private final Networks networks;
  private final Duration grace;

  Claims(final Networks networks) {
    this(networks, GRACE);
  }

  Claims(final Networks networks, final Duration grace) {
    this.networks = networks;
    this.grace = grace;
  }

  /** What is known of one transfer. */
  sealed interface Finding {}

  /** It is not claimed. */
  record Open() implements Finding {}

  /**
   * Bridge and node say different things.
   *
   * @param what one sentence
   */
  record Disputed(String what) implements Finding {}

  /**
   * @param by "transaction 0x…", or that the node does not know which
   */
  record Claimed(String by) implements Finding {}

  /** By the bridge on the other side, which is on one of the two chains. */
  boolean isClaimed(final Transfer transfer) {
    final Networks.Side side = networks.side(transfer.leaf().destinationNetwork());
    final Bytes answer =
        side.chain()
            .call(
                side.bridge(),
                Bytes.concatenate(
                    IS_CLAIMED, Words.of(transfer.depositCount()), Words.of(transfer.network())));
    if (answer.size() != Bytes32.SIZE) {
      throw new BridgeClientException(
          "the bridge at %s on %s does not tell what is claimed"
              .formatted(side.bridge(), side.chain().name()));
    }
    return !answer.isZero();
  }

  private Optional<String> indexed(final Transfer transfer) {
    return networks
        .node()
        .find(transfer.network(), transfer.depositCount())
        .filter(Transfer::isClaimed)
        .map(Transfer::claim);
  }

  Watch watch(final Transfer transfer) {
    return new Watch(transfer);
  }

  /** Looks at one transfer again and again. */
  final class Watch {
    private final Transfer transfer;
    private OptionalLong disputedSince = OptionalLong.empty();

    private Watch(final Transfer transfer) {
      this.transfer = transfer;
    }

    Finding look() {
      final boolean claimed = isClaimed(transfer);
      final Optional<String> by = indexed(transfer);
      if (claimed == by.isPresent()) {
        disputedSince = OptionalLong.empty();
        return by.<Finding>map(hash -> new Claimed("transaction " + hash)).orElseGet(Open::new);
      }
      final long now = System.nanoTime();
      if (disputedSince.isEmpty()) {
        disputedSince = OptionalLong.of(now);
      }
      if (now - disputedSince.getAsLong() < grace.toNanos()) {
        return new Disputed(
            claimed
                ? "somebody else has claimed it: waits for the node to index by which transaction"
                : "the node names transaction %s as its claim, which the bridge does not know: waits whether one is only late"
                    .formatted(by.get()));
      }
      return claimed ? new Claimed(NOT_INDEXED) : new Open();
    }
  }
}
