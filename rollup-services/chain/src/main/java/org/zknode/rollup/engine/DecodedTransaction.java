/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.chain.BatchCodec;

/**
 * A transaction on its way into a block: its bytes were checked and parsed once, by {@link
 * ExecutionEngine#decode}, and what the engine made of them goes along.
 *
 * @param signed its fields, its bytes and the sender that it was decoded with, which whoever builds
 *     a block with it has held against {@link ExecutionEngine#recoverSender}
 * @param handle the engine's own form of it, of use to that engine alone; empty when that has none
 * @param encodedBytes that it takes in a batch
 */
public record DecodedTransaction(
    SignedTransaction signed, Optional<Object> handle, int encodedBytes) {

  /**
   * Works out how many bytes it takes in a batch.
   *
   * @throws TransactionDecodeException a batch has no form of it
   */
  public DecodedTransaction(final SignedTransaction signed, final Optional<Object> handle) {
    this(signed, handle, encodedBytes(signed));
  }

  private static int encodedBytes(final SignedTransaction signed) {
    try {
      return BatchCodec.encodedSize(signed);
    } catch (final IllegalArgumentException e) {
      throw new TransactionDecodeException(e.getMessage(), e);
    }
  }

  /** EIP-2718 network encoding. */
  public Bytes raw() {
    return signed.raw();
  }

  /** Keccak of {@link #raw}. */
  public Bytes32 hash() {
    return signed.hash();
  }

  /** As it was decoded with. */
  public Address sender() {
    return signed.sender();
  }
}
