/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.bridgeclient.Progress.Wait;
import org.zknode.rollup.bridge.api.L1Reasons;

/** What a transfer waits for now, and about how long, by what the node says of itself. */
final class Outlook {
  private static final String A_MOMENT = ", a few seconds";

  /** L1 blocks; what a sequencer asks for that was not told otherwise. */
  private static final int USUAL_CONFIRMATIONS = 64;

  private final Networks networks;
  private final Clock clock;

  Outlook(final Networks networks, final Clock clock) {
    this.networks = networks;
    this.clock = clock;
  }

  /** While the node has not indexed it. */
  Wait toBeIndexed(final long network, final long block) {
    if (network != Networks.L1) {
      return new Wait(
          "waits for the node to index %s block %d".formatted(rollup(), block), A_MOMENT);
    }
    final JsonNode status = status();
    final JsonNode l1 = status.path("l1");
    if (l1.path("number").asLong() >= block) {
      return l1Permitting(
          status,
          new Wait("waits for the node to index %s block %d".formatted(below(), block), A_MOMENT));
    }
    return l1Permitting(
        status,
        new Wait(
            "waits for the confirmations of %s block %d that the node asks for"
                .formatted(below(), block),
            ": it is at block %d, which is %s old; about that long"
                .formatted(l1.path("number").asLong(), age(l1.path("timestamp").asLong()))));
  }

  /** While it cannot be claimed. */
  Wait toBeReady(final Transfer transfer) {
    return l1Permitting(
        status(), transfer.network() == Networks.L1 ? fromL1(transfer) : fromL2(transfer));
  }

  /** While the node does not follow L1 no estimate holds; a stage in which that begins says so. */
  private Wait l1Permitting(final JsonNode status, final Wait wait) {
    return l1Trouble(status)
        .map(why -> new Wait(wait.forWhat() + "; but the node does not follow " + below(), why))
        .orElse(wait);
  }

  /** Why the node does not follow L1 now, in its own words; empty while it does. */
  private Optional<String> l1Trouble(final JsonNode status) {
    final List<String> reasons = new ArrayList<>();
    for (final JsonNode reason : status.path("reasons")) {
      final String key = reason.path("key").asText();
      if (L1Reasons.KEYS.contains(key)) {
        reasons.add(key + ": " + reason.path("text").asText());
      }
    }
    final JsonNode l1 = status.path("l1");
    final String reached =
        l1.has("number")
            ? " beyond block %d, which is %s old"
                .formatted(l1.path("number").asLong(), age(l1.path("timestamp").asLong()))
            : " yet";
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s (%s): all goes on when it does, look again in a minute"
                .formatted(reached, String.join("; ", reasons)));
  }

  private Wait fromL1(final Transfer transfer) {
    final long destination = transfer.leaf().destinationNetwork();
    if (destination != networks.rollup()) {
      return new Wait(
          "it is for network %d: whether it can be claimed there, a node of that one knows"
              .formatted(destination),
          "");
    }
    final JsonNode status = status();
    final long has = status.path("l1").path("number").asLong() - transfer.block();
    final long wanted = status.path("l1Confirmations").asLong(USUAL_CONFIRMATIONS);
    if (has < wanted) {
      return new Wait(
          "%s block %d waits for the %d confirmations that the sequencer %s"
              .formatted(
                  below(),
                  transfer.block(),
                  wanted,
                  status.has("l1Confirmations") ? "asks for" : "usually asks for"),
          ": it has %d%s".formatted(Math.max(0, has), pace(wanted - has)));
    }
    return new Wait(
        "it waits for its global exit root on %s: one %s block names it, the next one proves it"
            .formatted(rollup(), rollup()),
        A_MOMENT);
  }

  /** About how long so many blocks of L1 take, as its newest ones did. */
  private String pace(final long blocks) {
    final Chain l1 = networks.l1().chain();
    final long head = l1.head();
    final long span = Math.min(head, USUAL_CONFIRMATIONS);
    if (span == 0) {
      return "";
    }
    final double seconds = (double) (l1.timestamp(head) - l1.timestamp(head - span)) / span;
    return "; about %s, at the pace of its newest blocks"
        .formatted(Texts.of(Duration.ofSeconds(Math.round(seconds * blocks))));
  }

  private Wait fromL2(final Transfer transfer) {
    final long batch =
        number(
            networks
                .nodeChain()
                .require(
                    "zkevm_batchNumberByBlockNumber", "0x" + Long.toHexString(transfer.block())));
    final JsonNode batches = status().path("batches");
    final long verified = batches.path("verified").asLong();
    if (batch <= verified) {
      return new Wait(
          "batch %d is verified, it waits for %s's exit root with it".formatted(batch, below()),
          A_MOMENT);
    }
    final String stage =
        batch <= batches.path("virtual").asLong()
            ? "virtual (on %s), it waits for its proof".formatted(below())
            : batch <= batches.path("trusted").asLong()
                ? "trusted (closed), it waits to be sent to %s".formatted(below())
                : "open, it waits to be closed";
    return new Wait("batch %d is %s".formatted(batch, stage), estimate(verified));
  }

  /** A batch takes about as long as the newest verified one is old. */
  private String estimate(final long verified) {
    if (verified == 0) {
      return "; no batch was verified yet, so nobody can say how long that takes";
    }
    final JsonNode batch =
        networks
            .nodeChain()
            .require("zkevm_getBatchByNumber", "0x" + Long.toHexString(verified), false);
    return "; about %s: so old is batch %d, the newest verified one"
        .formatted(age(number(batch.path("timestamp"))), verified);
  }

  /** How far the node has indexed each network. */
  String indexed() {
    final List<String> known = new ArrayList<>();
    final JsonNode status = status();
    for (final JsonNode position : status.path("bridge")) {
      final long network = position.path("network").asLong();
      known.add(
          "%s up to block %d"
              .formatted(
                  network == Networks.L1 ? below() : rollup(), position.path("block").asLong()));
    }
    return (known.isEmpty()
            ? "it has indexed nothing yet, ask again in a while"
            : "it has indexed " + String.join(", ", known))
        + l1Trouble(status).map(why -> "; it does not follow " + below() + why).orElse("");
  }

  private String below() {
    return networks.l1().chain().name();
  }

  private String rollup() {
    return networks.l2().chain().name();
  }

  private JsonNode status() {
    return networks.nodeChain().require("zknode_status");
  }

  private static long number(final JsonNode json) {
    return Long.decode(json.asText("0"));
  }

  private String age(final long timestamp) {
    return Texts.of(Duration.ofSeconds(clock.instant().getEpochSecond() - timestamp));
  }
}
