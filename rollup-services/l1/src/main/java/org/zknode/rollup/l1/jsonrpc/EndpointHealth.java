/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import java.util.Set;

/**
 * What is known of one endpoint of L1.
 *
 * @param name host and port
 * @param state GOOD, STALE (its head stands still while another's goes on), RESTING (failed
 *     lately), DISTRUSTED (contradicted the contracts), LEFT_ALONE (as it asked for) or WRONG_CHAIN
 * @param head number of its newest block; below 0 when not known
 * @param headMillis when its head was last seen to move, wall clock
 * @param failingSinceMillis wall clock; 0 when its last answer was good
 * @param lastError empty when there was none
 * @param lastErrorMillis wall clock
 * @param lacks JSON-RPC methods that it refuses
 */
public record EndpointHealth(
    String name,
    String state,
    long head,
    long headMillis,
    long failingSinceMillis,
    String lastError,
    long lastErrorMillis,
    Set<String> lacks) {
  /** It is asked as the others are. */
  public boolean isGood() {
    return state.equals(Endpoint.Rank.GOOD.name());
  }
}
