/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

/** A message that cannot be decompressed: the connection is cut. */
public final class MalformedPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedPayloadException(final RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}
