/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;

/** The other side broke the protocol, or refused us; the connection cannot go on. */
public class RlpxException extends IOException {
  private static final long serialVersionUID = 1L;
  private final DisconnectReason reason;

  public RlpxException(final DisconnectReason reason, final String message) {
    super(message);
    this.reason = reason;
  }

  public RlpxException(final DisconnectReason reason, final String message, final Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What to tell the other side. */
  public DisconnectReason reason() {
    return reason;
  }
}
