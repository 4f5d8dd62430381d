/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

/** A prover says that it cannot make the proof; its input may be to blame. */
final class ProofFailedException extends ProverException {
  private static final long serialVersionUID = 1L;

  ProofFailedException(final String message) {
    super(message);
  }
}
