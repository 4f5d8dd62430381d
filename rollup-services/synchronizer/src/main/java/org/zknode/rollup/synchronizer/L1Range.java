/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1View.ContractState;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Consecutive L1 blocks, all read from one fork at one endpoint.
 *
 * @param parentOfFirst hash of the block before the first
 * @param end last block of the range
 * @param events in block and log order
 * @param unverifiedForced the last forced batch whose data the contract has no hash of any more, 0
 *     if there is none
 * @param state what the contracts say at the end; empty when the endpoint cannot tell
 * @param accInputHashes what the contract has for the last batch of each sequence in the range
 */
record L1Range(
    Bytes32 parentOfFirst,
    L1BlockRef end,
    List<L1Event> events,
    Map<Long, Bytes32> accInputHashes,
    Optional<ContractState> state,
    long unverifiedForced) {
  L1Range {
    events = List.copyOf(events);
    accInputHashes = Map.copyOf(accInputHashes);
  }
}
