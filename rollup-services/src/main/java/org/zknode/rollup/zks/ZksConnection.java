/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;

/**
 * One live devp2p connection on which at least one of {@code zks} and {@code zks_2fa} was agreed.
 * Implemented on Besu's devp2p and on distribution/rlpx.
 */
public interface ZksConnection {
  /** 64-byte node id (uncompressed public key without the 0x04). */
  Bytes peerId();

  /** host:port of the other side, for logs. */
  String remoteAddress();

  /** True when this node dialled. */
  boolean outbound();

  /** Agreed version of that capability; empty when it was not agreed. */
  OptionalInt version(String capability);

  /**
   * Queues one message.
   *
   * @param code capability-relative message id
   * @param payload the RLP after the id, uncompressed
   * @return false when the connection is gone or its outbound queue is full (the caller must then
   *     disconnect or wait)
   */
  boolean send(String capability, int code, Bytes payload);

  void disconnect(String reason);
}
