/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/**
 * Which deposit of a network can be claimed, without what it says: that may be long.
 *
 * @param depositCount index of the leaf in the exit tree of that network, from 0
 * @param block hash of the block where it was made: after a reorg another deposit may have the
 *     number
 */
public record ClaimableDeposit(long depositCount, Bytes32 block) {
  public static ClaimableDeposit of(final Deposit deposit) {
    return new ClaimableDeposit(deposit.depositCount(), deposit.place().blockHash());
  }
}
