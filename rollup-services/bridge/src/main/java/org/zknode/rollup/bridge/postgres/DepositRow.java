/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeStore.Leaf;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;

/** A row of state.bridge_deposit. */
record DepositRow(
    long network,
    long depositCount,
    int leafType,
    long originNetwork,
    Address originAddress,
    long destinationNetwork,
    Address destinationAddress,
    BigInteger amount,
    Bytes metadata,
    long blockNumber,
    Bytes32 blockHash,
    long timestamp,
    Bytes32 transactionHash,
    long logIndex,
    Bytes32 exitRoot,
    Optional<Bytes32> claimTransaction) {

  static DepositRow of(final Leaf leaf) {
    final ExitLeaf deposit = leaf.deposit().leaf();
    final EventPlace place = leaf.deposit().place();
    return new DepositRow(
        place.network(),
        leaf.deposit().depositCount(),
        deposit.leafType().code(),
        deposit.originNetwork(),
        deposit.originAddress(),
        deposit.destinationNetwork(),
        deposit.destinationAddress(),
        deposit.amount(),
        deposit.metadata(),
        place.blockNumber(),
        place.blockHash(),
        place.timestamp(),
        place.transactionHash(),
        place.logIndex(),
        leaf.exitRoot(),
        Optional.empty());
  }

  Deposit deposit(final Reach reach) {
    return new Deposit(
        new ExitLeaf(
            LeafType.of(leafType),
            originNetwork,
            originAddress,
            destinationNetwork,
            destinationAddress,
            amount,
            metadata),
        new EventPlace(network, blockNumber, blockHash, timestamp, transactionHash, logIndex),
        depositCount,
        depositCount < reach.deposits(network, destinationNetwork),
        claimTransaction);
  }
}
