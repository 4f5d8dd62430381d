/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What the connections of one server have in common.
 *
 * @param queuedBytes in the write queues of all connections
 */
record RlpxShared(RlpxLimits limits, Consumer<RlpxEvent> events, AtomicLong queuedBytes) {
  /**
   * Bytes in the write queues of all connections; beyond it a connection queues one message at a
   * time. With the default of 50 connections, each peer may stop reading and the heap still holds.
   */
  static final long MAX_QUEUED_BYTES = 128L << 20;
}
