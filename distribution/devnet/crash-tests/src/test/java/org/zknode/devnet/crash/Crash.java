/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

/** Thrown in place of everything that a dead process would have done. */
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash(final String point) {
    super(point);
  }
}
