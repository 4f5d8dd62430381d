/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

/** Why a connection is ended by this side; the text goes to logs and, where possible, the peer. */
public enum CutReason {
  MALFORMED("malformed message"),
  VIOLATION("protocol violation"),
  STALLED("replay stalled"),
  HANDSHAKE_TIMEOUT("verifier handshake timed out");

  private final String text;

  CutReason(final String text) {
    this.text = text;
  }

  /** True when what the peer sent is the reason, and not what it did not send. */
  public boolean isOffence() {
    return this == MALFORMED || this == VIOLATION;
  }

  public String text() {
    return text;
  }
}
