/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * A signed transaction with its sender: what {@link #decode} made of its bytes, which it checks
 * once for all who get it. The bytes are canonical: whoever encodes these fields again gets them.
 *
 * @param raw EIP-2718 network encoding (legacy: bare RLP list)
 * @param hash keccak of raw
 * @param chainId empty for a legacy transaction without replay protection (pre EIP-155)
 * @param maxFeePerGas gas price of types 0 and 1, in wei
 * @param maxPriorityFeePerGas equals maxFeePerGas for types 0 and 1, in wei
 * @param to empty for a contract creation
 * @param value in wei
 * @param accessList of EIP-2930; empty for a legacy transaction
 * @param authorizations of EIP-7702; empty for the other types
 * @param signingHash what the signature is over
 */
public record SignedTransaction(
    TransactionType type,
    Bytes raw,
    Bytes32 hash,
    Address sender,
    OptionalLong chainId,
    long nonce,
    BigInteger maxFeePerGas,
    BigInteger maxPriorityFeePerGas,
    long gasLimit,
    Optional<Address> to,
    BigInteger value,
    Bytes data,
    List<AccessEntry> accessList,
    List<Authorization> authorizations,
    Signature signature,
    Bytes32 signingHash) {

  /**
   * Decodes and recovers the sender.
   *
   * @throws TransactionDecodeException not a transaction of a supported type, malformed RLP, bytes
   *     left over, a number out of range, or a signature without a sender
   */
  public static SignedTransaction decode(final Bytes raw) {
    return TransactionDecoder.decode(raw, Optional.empty());
  }

  /**
   * Decodes without recovering the sender, which is most of the work.
   *
   * @param sender what the caller has recovered from this signature itself
   * @throws TransactionDecodeException as {@link #decode(Bytes)}, but for the signature's sender
   */
  public static SignedTransaction decode(final Bytes raw, final Address sender) {
    return TransactionDecoder.decode(raw, Optional.of(sender));
  }

  /** Who signed, found from the signature; empty when that has no sender. */
  public Optional<Address> signer() {
    return Secp256k1.recover(signingHash, signature);
  }

  /** Most that it can cost: gasLimit × maxFeePerGas + value. */
  public BigInteger upfrontCost() {
    return maxFeePerGas.multiply(BigInteger.valueOf(gasLimit)).add(value);
  }
}
