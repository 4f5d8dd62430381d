/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

/** The replay on this connection does not go on: another one has to start at the cursor. */
final class ReplayStalledException extends Exception {
  private static final long serialVersionUID = 1L;

  ReplayStalledException(final String message) {
    super(message, null, false, false);
  }
}
