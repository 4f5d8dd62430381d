/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * What became pending, and what is not pending any more. One that was told before may be told
 * again.
 *
 * @param whole these are all that are pending, whatever was known before
 * @param pending that are pending now, in no order
 * @param gone that are not pending now; in one answer with a replacement for the same nonce
 * @param token for the next call: what this answer has seen
 */
public record PendingChanges(
    boolean whole, List<Candidate> pending, List<Bytes32> gone, String token) {
  public PendingChanges {
    pending = List.copyOf(pending);
    gone = List.copyOf(gone);
  }
}
