/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

/** A prover failed, refused, answered what was not asked, was too slow, or went away. */
class ProverException extends Exception {
  private static final long serialVersionUID = 1L;

  ProverException(final String message) {
    super(message);
  }

  ProverException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
