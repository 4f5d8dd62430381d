/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import org.apache.tuweni.bytes.Bytes;

/** What the least of receivers does with a message. */
public final class Touch {
  /** Bytes that a processor loads at once. */
  private static final int CACHE_LINE = 64;

  private Touch() {}

  /**
   * Loads all of it: reads a byte of every cache line.
   *
   * @return how many bytes there are
   */
  public static int all(final Bytes payload) {
    final byte[] bytes = payload.toArrayUnsafe();
    int sum = 0;
    for (int i = 0; i < bytes.length; i += CACHE_LINE) {
      sum += bytes[i];
    }
    // The sum is used, so that reading is not optimised away.
    return sum == Integer.MIN_VALUE ? payload.size() : bytes.length;
  }
}
