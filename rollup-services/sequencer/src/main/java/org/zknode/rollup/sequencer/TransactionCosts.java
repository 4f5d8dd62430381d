/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.pool.BoundedMemory;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/** The most that pending transactions can cost: value and gas limit × highest price, in wei. */
final class TransactionCosts {
  private final BiFunction<Candidate, Bytes, BigInteger> costOf;

  /** So that what waits for funds is not read again for each block. */
  private final Map<Bytes32, BigInteger> known = new BoundedMemory<>();

  TransactionCosts(final BiFunction<Candidate, Bytes, BigInteger> costOf) {
    this.costOf = costOf;
  }

  /** Decodes the transaction; what cannot be decoded costs nothing, and the engine refuses it. */
  static BigInteger decoded(final Candidate candidate, final Bytes raw) {
    try {
      return SignedTransaction.decode(raw, candidate.sender()).upfrontCost();
    } catch (final TransactionDecodeException e) {
      return BigInteger.ZERO;
    }
  }

  /** If the transaction was loaded once. */
  Optional<BigInteger> known(final Candidate candidate) {
    return Optional.ofNullable(known.get(candidate.hash()));
  }

  BigInteger of(final Candidate candidate, final Bytes raw) {
    return known.computeIfAbsent(candidate.hash(), hash -> costOf.apply(candidate, raw));
  }
}
