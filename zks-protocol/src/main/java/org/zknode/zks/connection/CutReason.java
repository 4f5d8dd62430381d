/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

/** Why a connection is ended by this side; the text goes to logs and, where possible, the peer. */
public enum CutReason {
  MALFORMED("malformed message", 1),
  VIOLATION("protocol violation", 1),
  /** A defect makes a wrong message now and then; this many come from who means it. */
  FLOOD("too many messages", CutReason.FLOOD_OFFENCES),
  STALLED("replay stalled", 0),
  /** It was asked on purpose: who answers is remembered by node id, not by address. */
  WRONG_BLOCK("replayed block refused", 0),
  HANDSHAKE_TIMEOUT("verifier handshake timed out", 0);

  /** Offences that a flood counts as, wherever it is noticed. */
  public static final int FLOOD_OFFENCES = 8;

  private final String text;
  private final int offences;

  CutReason(final String text, final int offences) {
    this.text = text;
    this.offences = offences;
  }

  /** True when what the peer sent is the reason, and not what it did not send. */
  public boolean isOffence() {
    return offences > 0;
  }

  /** How many offences of the peer it counts as; 0 when it is none. */
  public int offences() {
    return offences;
  }

  public String text() {
    return text;
  }
}
