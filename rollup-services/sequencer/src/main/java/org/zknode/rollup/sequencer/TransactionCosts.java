/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.pool.BoundedMemory;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/** The most that pending transactions can cost: value and gas limit × highest price, in wei. */
final class TransactionCosts {
  /** So that what waits for funds is not read again for each block. */
  private final Map<Bytes32, BigInteger> known = new BoundedMemory<>();

  /** If the transaction was loaded once. */
  Optional<BigInteger> known(final Candidate candidate) {
    return Optional.ofNullable(known.get(candidate.hash()));
  }

  BigInteger of(final DecodedTransaction transaction) {
    return known.computeIfAbsent(transaction.hash(), hash -> transaction.signed().upfrontCost());
  }
}
