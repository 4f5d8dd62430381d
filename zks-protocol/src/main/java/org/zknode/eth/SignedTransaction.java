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
import org.zknode.rlp.RlpReader;

/**
 * A signed transaction with its sender.
 *
 * @param raw EIP-2718 network encoding (legacy: bare RLP list)
 * @param hash keccak of raw
 * @param chainId empty for a legacy transaction without replay protection (pre EIP-155)
 * @param maxFeePerGas gas price of types 0 and 1, in wei
 * @param maxPriorityFeePerGas equals maxFeePerGas for types 0 and 1, in wei
 * @param to empty for a contract creation
 * @param value in wei
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

  /** The access list (EIP-2930); empty for a legacy transaction. */
  public List<AccessEntry> accessList() {
    return type == TransactionType.LEGACY
        ? List.of()
        : AccessEntry.readAll(fieldsAfterData().list());
  }

  /** The authorization list (EIP-7702); empty for the other types. */
  public List<Authorization> authorizations() {
    if (type != TransactionType.SET_CODE) {
      return List.of();
    }
    final RlpReader fields = fieldsAfterData();
    fields.skip();
    return Authorization.readAll(fields.list());
  }

  private RlpReader fieldsAfterData() {
    final RlpReader fields = RlpReader.of(raw.slice(1)).list();
    // chainId, nonce, one price or two, gas, to, value, data
    for (int i = type == TransactionType.ACCESS_LIST ? 7 : 8; i > 0; i--) {
      fields.skip();
    }
    return fields;
  }

  /** Most that it can cost: gasLimit × maxFeePerGas + value. */
  public BigInteger upfrontCost() {
    return maxFeePerGas.multiply(BigInteger.valueOf(gasLimit)).add(value);
  }
}
