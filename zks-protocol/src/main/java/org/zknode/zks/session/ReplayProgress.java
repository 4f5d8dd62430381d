/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.OptionalLong;

/**
 * How far a peer's replay is.
 *
 * @param lastBlockSent queued for sending, not acknowledged (the protocol has no acknowledgement)
 */
public record ReplayProgress(long requestedFromBlock, OptionalLong lastBlockSent) {

  /** True when the peer has all blocks up to that one, or was sent them. */
  public boolean canVerify(final long block) {
    return requestedFromBlock > block
        || (lastBlockSent.isPresent() && lastBlockSent.getAsLong() >= block);
  }
}
