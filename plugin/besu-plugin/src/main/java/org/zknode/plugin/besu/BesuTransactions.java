/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.encoding.EncodingContext;
import org.hyperledger.besu.ethereum.core.encoding.TransactionEncoder;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;

/** Besu's transactions as they travel in batches. */
public final class BesuTransactions {
  private BesuTransactions() {}

  /**
   * The EIP-2718 envelope, a bare RLP list for legacy ones. Besu's own {@code encoded()} wraps
   * typed transactions in an RLP string instead.
   */
  public static Bytes envelope(final org.hyperledger.besu.datatypes.Transaction transaction) {
    return TransactionEncoder.encodeOpaqueBytes(
        (Transaction) transaction, EncodingContext.BLOCK_BODY);
  }

  /**
   * The same transaction with that sender, which is taken as it is. It does not get into the memory
   * of senders that all of Besu shares: whoever has the bytes alone recovers the sender.
   */
  static Transaction withSender(final Transaction transaction, final Address sender) {
    return Transaction.builder()
        .copiedFrom(transaction)
        .sender(BesuBlocks.toBesu(sender))
        .hash(transaction.getHash())
        .rawRlp(transaction.getRawRlp().orElse(null))
        .build();
  }

  /**
   * A transaction of Besu's pool as ours, with the sender that Besu has recovered and keeps.
   *
   * @throws org.zknode.eth.TransactionDecodeException a type that this chain does not have
   */
  public static SignedTransaction signed(
      final org.hyperledger.besu.datatypes.Transaction transaction) {
    return SignedTransaction.decode(
        envelope(transaction), new Address(((Transaction) transaction).getSender().getBytes()));
  }
}
