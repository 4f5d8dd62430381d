/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.state.L1InfoLeaf;

/**
 * What some blocks of a network bring.
 *
 * @param number of the last block
 * @param hash of the last block
 * @param events in the order of the chain
 * @param leaves of the L1 info tree in these blocks, ascending; none for another network than L1
 * @param said what the bridge's state says at the end of the last block; empty if that is not known
 */
record IndexWindow(
    long number,
    Bytes32 hash,
    List<BridgeEvent> events,
    List<L1InfoLeaf> leaves,
    Optional<Said> said) {
  IndexWindow {
    events = List.copyOf(events);
    leaves = List.copyOf(leaves);
  }

  /**
   * @param deposits how many; empty if that is not told
   * @param exitRoot of the exit tree, perhaps of a former size of it
   */
  record Said(Optional<Long> deposits, Optional<Bytes32> exitRoot) {}

  /** The events of one kind, in their order. */
  <T extends BridgeEvent> List<T> of(final Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
