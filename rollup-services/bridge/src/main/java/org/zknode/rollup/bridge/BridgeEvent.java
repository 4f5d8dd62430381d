/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/** What the contracts of a bridge tell, on either side. */
public sealed interface BridgeEvent {
  EventPlace place();

  /** BridgeEvent of a bridge. */
  record Deposited(EventPlace place, ExitLeaf leaf, long depositCount) implements BridgeEvent {}

  /** ClaimEvent of a bridge. */
  record Claimed(Claim claim) implements BridgeEvent {
    @Override
    public EventPlace place() {
      return claim.place();
    }
  }

  /** NewWrappedToken of a bridge. */
  record Wrapped(TokenWrapped token) implements BridgeEvent {
    @Override
    public EventPlace place() {
      return token.place();
    }
  }

  /**
   * L1's rollup manager took a verification that names that rollup's local exit root.
   *
   * @param mayWait it counts at once only where the rollup's verifications need not wait; that is
   *     told by the global exit root of the same block
   */
  record RollupVerified(EventPlace place, long rollupId, Bytes32 localExitRoot, boolean mayWait)
      implements BridgeEvent {}

  /**
   * GlobalExitRootProven of a rollup's exit root manager.
   *
   * @param leaf of the L1 info tree, as batch data counts them, from 1
   */
  record ExitRootKnown(EventPlace place, Bytes32 globalExitRoot, long leaf)
      implements BridgeEvent {}
}
