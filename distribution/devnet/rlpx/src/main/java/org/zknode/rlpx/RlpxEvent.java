/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

/** What an {@link RlpxServer} refused, for metrics. */
public enum RlpxEvent {
  /** A socket closed before its handshake, or a dial, because all connections are in use. */
  CONNECTION_REFUSED,
  /** An unfinished inbound handshake given up for a newer one because too many were under way. */
  HANDSHAKE_REFUSED,
  /** A handshake that was not done in time. */
  HANDSHAKE_LATE,
  /** A handshake or Hello that was malformed, refused or cut off. */
  HANDSHAKE_FAILED,
  /** A connection cut for a frame, compression or message id that breaks the protocol. */
  MALFORMED_MESSAGE,
  /** A message refused because the write queue is full; to be tried again. */
  QUEUE_FULL,
  /** A message refused because it is too large for ever. */
  OVERSIZED_SEND
}
