/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks;

import java.util.Optional;
import org.zknode.zks.limit.Limit;

/**
 * A frame or a record is not what its format says: bad RLP, a wrong number of fields, a value out
 * of range, an unknown message id. The only exception that the decoders of {@code zks} throw.
 */
public class ZksDecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Limit> limit;

  public ZksDecodeException(final String message) {
    this(Optional.empty(), message);
  }

  /**
   * @param limit what the input exceeded, if it was that
   */
  public ZksDecodeException(final Optional<Limit> limit, final String message) {
    // Malformed input is frequent on a hostile network: no stack trace, no suppression.
    super(message, null, false, false);
    this.limit = limit;
  }

  public Optional<Limit> limit() {
    return limit;
  }
}
