/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

/** Ends the command; the message is the one sentence that the person sees. */
public final class BridgeClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BridgeClientException(final String message) {
    super(message);
  }

  public BridgeClientException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
