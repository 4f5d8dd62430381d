/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

/** The peer did what the protocol does not allow at this point: the connection is closed. */
public class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  public ProtocolViolation(final String message) {
    super(message, null, false, false);
  }
}
