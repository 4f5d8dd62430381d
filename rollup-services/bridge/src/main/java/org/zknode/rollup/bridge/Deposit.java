/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A leaf of a network's exit tree with what has become of it (docs/spec/bridge.md, "Deposits").
 *
 * @param leaf what was deposited, and for whom
 * @param place the network where it was made, and its event there
 * @param depositCount index of the leaf in the exit tree of that network, from 0
 * @param readyForClaim the destination takes a proof of it: {@link BridgeView}
 * @param claimTransaction on the destination network, as far as that network is indexed here
 */
public record Deposit(
    ExitLeaf leaf,
    EventPlace place,
    long depositCount,
    boolean readyForClaim,
    Optional<Bytes32> claimTransaction) {

  /** Where the leaf stands among all networks' exit trees. */
  public GlobalIndex globalIndex() {
    return GlobalIndex.of(place.network(), depositCount);
  }
}
