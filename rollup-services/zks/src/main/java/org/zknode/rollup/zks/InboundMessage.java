/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.apache.tuweni.bytes.Bytes;

/** One message as a transport received it, perhaps still compressed. */
public interface InboundMessage {
  /** Name of the agreed capability. */
  String capability();

  /** Capability-relative message id. */
  int code();

  /**
   * Bytes that it counts for while it waits: the larger of what it has and of what it will have
   * when it is decompressed.
   */
  long cost();

  /**
   * The RLP after the id, decompressed. Called once, on the peer's own thread.
   *
   * @throws MalformedPayloadException it cannot be decompressed
   */
  Bytes payload() throws MalformedPayloadException;

  /** Of a transport that decompresses as it reads. */
  static InboundMessage of(final String capability, final int code, final Bytes payload) {
    return new Plain(capability, code, payload);
  }

  /** A message that is not compressed. */
  record Plain(String capability, int code, Bytes payload) implements InboundMessage {
    @Override
    public long cost() {
      return payload.size();
    }
  }
}
