/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.GlobalIndex;

/** A row of state.bridge_claim. Public because JDBI binds the methods of public classes only. */
public record ClaimRow(
    long network,
    long blockNumber,
    long logIndex,
    Bytes32 blockHash,
    long timestamp,
    Bytes32 transactionHash,
    BigInteger globalIndex,
    long sourceNetwork,
    long leafIndex,
    long originNetwork,
    Address originAddress,
    Address destinationAddress,
    BigInteger amount) {

  static final String INSERT =
      """
      INSERT INTO state.bridge_claim (network, block_number, log_index, block_hash, timestamp,
        transaction_hash, global_index, source_network, leaf_index, origin_network, origin_address,
        destination_address, amount)
      VALUES (:network, :blockNumber, :logIndex, :blockHash, :timestamp, :transactionHash,
        :globalIndex, :sourceNetwork, :leafIndex, :originNetwork, :originAddress,
        :destinationAddress, :amount)""";

  static final String MARK_DEPOSIT =
      """
      UPDATE state.bridge_deposit SET claim_transaction = :transactionHash
      WHERE network = :sourceNetwork AND deposit_count = :leafIndex
        AND destination_network = :network""";

  static ClaimRow of(final Claim claim) {
    final EventPlace place = claim.place();
    final GlobalIndex index = claim.globalIndex();
    return new ClaimRow(
        place.network(),
        place.blockNumber(),
        place.logIndex(),
        place.blockHash(),
        place.timestamp(),
        place.transactionHash(),
        claim.rawGlobalIndex(),
        index.network(),
        index.leafIndex(),
        claim.originNetwork(),
        claim.originAddress(),
        claim.destinationAddress(),
        claim.amount());
  }

  Claim claim() {
    return new Claim(
        new EventPlace(network, blockNumber, blockHash, timestamp, transactionHash, logIndex),
        globalIndex,
        originNetwork,
        originAddress,
        destinationAddress,
        amount);
  }
}
