/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import org.zknode.zks.limit.Limit;
import org.zknode.zks.protocol.ProtocolViolation;

/**
 * What an external node may send without being asked: {@link Limit#UNASKED_MESSAGES}, of which one
 * comes back each second. It needs three; who sends many is cut before they cost much.
 */
final class MessageBudget {
  private static final long REFILL_NANOS = 1_000_000_000L;

  private long left = Limit.UNASKED_MESSAGES.value();
  private long refilled;
  private boolean started;

  /**
   * A message arrived.
   *
   * @throws ProtocolViolation none was left
   */
  void take(final long nowNanos) throws ProtocolViolation {
    if (!started) {
      started = true;
      refilled = nowNanos;
    }
    final long refills = (nowNanos - refilled) / REFILL_NANOS;
    if (refills > 0) {
      left = Math.min(Limit.UNASKED_MESSAGES.value(), left + refills);
      refilled += refills * REFILL_NANOS;
    }
    if (left == 0) {
      throw new ProtocolViolation(
          Limit.UNASKED_MESSAGES,
          "more than %d messages that nobody asked for".formatted(Limit.UNASKED_MESSAGES.value()));
    }
    left--;
  }

  /** It was the answer to a request. */
  void giveBack() {
    left = Math.min(Limit.UNASKED_MESSAGES.value(), left + 1);
  }
}
