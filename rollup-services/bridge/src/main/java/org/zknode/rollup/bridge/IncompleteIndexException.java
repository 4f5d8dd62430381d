/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

/** The events that were read, or those that are indexed, are not all that there are. */
final class IncompleteIndexException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompleteIndexException(final String message) {
    super(message);
  }
}
