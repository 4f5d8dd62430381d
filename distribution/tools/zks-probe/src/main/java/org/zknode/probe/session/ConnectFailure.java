/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

/** No session with the node could be made; the message is one sentence for the operator. */
public final class ConnectFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** The node had no room, which passes: our own last connection may not be gone yet there. */
  private final boolean passing;

  /** It closed the connection without a word, before it could know anything but our address. */
  private final boolean refused;

  ConnectFailure(final String message, final boolean passing) {
    this(message, passing, false);
  }

  private ConnectFailure(final String message, final boolean passing, final boolean refused) {
    super(message);
    this.passing = passing;
    this.refused = refused;
  }

  static ConnectFailure refused(final String message) {
    return new ConnectFailure(message, false, true);
  }

  public boolean isRefused() {
    return refused;
  }

  public ConnectFailure(final String message) {
    this(message, false);
  }

  boolean isPassing() {
    return passing;
  }
}
