/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.math.BigInteger;
import org.zknode.eth.Address;

/**
 * Something that was claimed (docs/spec/bridge.md, "Claims").
 *
 * @param place the network where it was claimed, and the event there
 * @param rawGlobalIndex as the claim gave it, a uint256 whose unused bits may be set
 * @param originNetwork of the asset, or where the message was sent
 * @param originAddress the token there, zero for ether; of a message its sender
 * @param destinationAddress who got it
 * @param amount in the token's smallest unit; of a message the ether that came with it
 */
public record Claim(
    EventPlace place,
    BigInteger rawGlobalIndex,
    long originNetwork,
    Address originAddress,
    Address destinationAddress,
    BigInteger amount) {

  /** Which leaf it was. */
  public GlobalIndex globalIndex() {
    return GlobalIndex.decode(rawGlobalIndex);
  }
}
