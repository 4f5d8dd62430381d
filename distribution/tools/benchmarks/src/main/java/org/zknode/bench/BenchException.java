/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

/** A measurement could not be made; the message is one sentence for a person. */
public class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BenchException(final String message) {
    super(message);
  }

  public BenchException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
