/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

/** The node sent something wrong; the message says what. */
final class Violation extends Exception {
  private static final long serialVersionUID = 1L;

  Violation(final String message) {
    super(message);
  }
}
