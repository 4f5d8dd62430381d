/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

/** The verifier does not sign; the message is the refusal reason on the wire. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(final String message) {
    super(message);
  }
}
