/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

/** What the aggregator sent does not fit together; the message names the first difference. */
final class RefusedInputException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedInputException(final String message) {
    super(message);
  }

  RefusedInputException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
