/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

/** This Besu, or the way it is started, does not fit; one clear sentence for the operator. */
public class HostException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public HostException(final String message) {
    super(message);
  }

  public HostException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
