/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.util.Optional;
import org.zknode.zks.limit.Limit;

/** The peer sent a message that the protocol does not allow at that point. */
public class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Limit> limit;

  public ProtocolViolation(final String message) {
    this(Optional.empty(), message);
  }

  /**
   * @param limit what it exceeded
   */
  public ProtocolViolation(final Limit limit, final String message) {
    this(Optional.of(limit), message);
  }

  private ProtocolViolation(final Optional<Limit> limit, final String message) {
    super(message, null, false, false);
    this.limit = limit;
  }

  public Optional<Limit> limit() {
    return limit;
  }
}
