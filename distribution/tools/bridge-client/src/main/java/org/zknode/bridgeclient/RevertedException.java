/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import org.apache.tuweni.bytes.Bytes;

/** A call that would revert. */
final class RevertedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Bytes data;

  /**
   * @param data what it reverts with
   */
  RevertedException(final Bytes data, final String message) {
    super(message);
    this.data = data;
  }

  Bytes data() {
    return data;
  }
}
