/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.limit;

import java.util.Locale;

/**
 * Every bound that a peer can run into, with its unit and its reason. What a limit refused is
 * counted under {@link #metricName}; docs/concepts/zks.md shows this table.
 */
public enum Limit {
  CONNECTIONS(50, "connections", "default; each costs a queue, a virtual thread and what it holds"),
  ADDRESS_CONNECTIONS(
      25, "percent", "of all places, for one address; at least one, verifiers apart"),
  SILENT_SECONDS(15, "seconds", "without a request for blocks, then a newcomer may take the place"),
  FRAME_BYTES(
      WireLimits.MAX_FRAME_BYTES, "bytes", "devp2p carries no longer message, uncompressed"),
  BATCH_BYTES(
      WireLimits.MAX_BATCH_BYTES,
      "bytes",
      "records in one message that we send; Besu takes at most 10 MiB, devp2p 16 MiB"),
  BATCH_RECORDS(
      WireLimits.MAX_BLOCKS_PER_MESSAGE, "records", "records in one message, as ZKsync OS"),
  OVERRIDES(WireLimits.MAX_OVERRIDES, "overrides", "in one request; a debugging aid, never long"),
  OVERRIDE_KEY_BYTES(
      WireLimits.MAX_OVERRIDE_KEY_BYTES, "bytes", "an override's key is a hash of 32 bytes"),
  VERIFY_BATCH_BYTES(
      WireLimits.MAX_VERIFY_BATCH_BYTES, "bytes", "commit data holds at most blob commitments"),
  VERIFIER_MESSAGE_BYTES(
      WireLimits.MAX_VERIFIER_MESSAGE_BYTES, "bytes", "any other verifier message is short"),
  REFUSAL_BYTES(
      WireLimits.MAX_REFUSAL_BYTES, "bytes", "a refusal's text as UTF-8; ours is cut to it"),
  WIRE_INTEGER(
      Long.MAX_VALUE, "", "block numbers and times fit a signed 64-bit integer everywhere else"),
  REQUESTS_PER_CONNECTION(1, "requests", "GetBlockReplays, as ZKsync OS"),
  UNASKED_MESSAGES(
      64, "messages", "of one external node, one more each second; it needs three, answers apart"),
  INBOX_FRAMES(
      2048,
      "frames",
      "wait for one connection's worker; upstream has half, one read may bring a thousand"),
  INBOX_BYTES(
      32 * 1024 * 1024, "bytes", "wait for one connection's worker, as upstream's transport"),
  OUTBOUND_SECONDS(60, "seconds", "a peer whose outbound queue stays full for this long is cut"),
  CHALLENGE_SECONDS(
      10, "seconds", "handshake of a verifier, both sides: as devp2p's own handshakes"),
  VERIFICATIONS_PER_PEER(
      4, "requests", "VerifyBatch without an answer; a main node asks for one batch at a time"),
  VERIFICATIONS(16, "requests", "that wait for this node's verifier, over all peers");

  private final long value;
  private final String unit;
  private final String reason;

  Limit(final long value, final String unit, final String reason) {
    this.value = value;
    this.unit = unit;
    this.reason = reason;
  }

  public long value() {
    return value;
  }

  /** The value for limits that count things in memory. */
  public int intValue() {
    return Math.toIntExact(value);
  }

  /** The value of a limit in seconds, in nanoseconds. */
  public long nanos() {
    if (!unit.equals("seconds")) {
      throw new IllegalStateException(this + " is in " + unit);
    }
    return value * 1_000_000_000L;
  }

  public String unit() {
    return unit;
  }

  public String reason() {
    return reason;
  }

  /** The counter of what it refused, without the host's prefix. */
  public String metricName() {
    return "zks_limit_" + name().toLowerCase(Locale.ROOT);
  }
}
