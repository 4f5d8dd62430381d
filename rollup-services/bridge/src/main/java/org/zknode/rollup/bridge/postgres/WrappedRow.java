/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.TokenWrapped;

/**
 * A row of state.bridge_wrapped_token. Public because JDBI binds the methods of public classes
 * only.
 */
public record WrappedRow(
    long network,
    long blockNumber,
    long logIndex,
    Bytes32 blockHash,
    long timestamp,
    Bytes32 transactionHash,
    long originNetwork,
    Address originToken,
    Address wrappedToken,
    Bytes metadata) {

  static final String INSERT =
      """
      INSERT INTO state.bridge_wrapped_token (network, block_number, log_index, block_hash,
        timestamp, transaction_hash, origin_network, origin_token, wrapped_token, metadata)
      VALUES (:network, :blockNumber, :logIndex, :blockHash, :timestamp, :transactionHash,
        :originNetwork, :originToken, :wrappedToken, :metadata)""";

  static WrappedRow of(final TokenWrapped token) {
    final EventPlace place = token.place();
    return new WrappedRow(
        place.network(),
        place.blockNumber(),
        place.logIndex(),
        place.blockHash(),
        place.timestamp(),
        place.transactionHash(),
        token.originNetwork(),
        token.originToken(),
        token.wrappedToken(),
        token.metadata());
  }

  TokenWrapped token() {
    return new TokenWrapped(
        new EventPlace(network, blockNumber, blockHash, timestamp, transactionHash, logIndex),
        originNetwork,
        originToken,
        wrappedToken,
        metadata);
  }
}
