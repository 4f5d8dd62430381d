/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import org.zknode.zks.limit.WireLimits;

/** A block whose record alone is longer than a message may be: it cannot be replayed. */
public class OversizeRecord extends Exception {
  private static final long serialVersionUID = 1L;

  OversizeRecord(final long block, final int bytes) {
    super(
        "the record of block %d has %d bytes, a message carries at most %d"
            .formatted(block, bytes, WireLimits.MAX_BATCH_BYTES),
        null,
        false,
        false);
  }
}
