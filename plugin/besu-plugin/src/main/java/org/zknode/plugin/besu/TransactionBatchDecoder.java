/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.TransactionType;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.encoding.EncodingContext;
import org.hyperledger.besu.ethereum.core.encoding.TransactionDecoder;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.PoolTransaction;

/**
 * Decodes raw transactions before the EVM runs. Senders that nobody knows yet are recovered in
 * parallel: that costs more than the execution of a transfer. Besu keeps the sender in the
 * transaction object.
 */
final class TransactionBatchDecoder {
  /**
   * Types that the batch encoding can carry (docs/spec/chain-rules.md, "Blocks from batch data").
   */
  private static final Set<TransactionType> SUPPORTED =
      Set.of(
          TransactionType.FRONTIER,
          TransactionType.ACCESS_LIST,
          TransactionType.EIP1559,
          TransactionType.DELEGATE_CODE);

  private TransactionBatchDecoder() {}

  /** A transaction, or why it is none. */
  sealed interface Decoded {
    record Valid(Transaction transaction) implements Decoded {}

    record Invalid(String reason) implements Decoded {}
  }

  /** One result for each element, in order; senders are recovered. */
  static List<Decoded> decode(final List<Bytes> raw) {
    return raw.parallelStream().map(bytes -> decode(bytes, Optional.empty())).toList();
  }

  /**
   * Likewise, on one core: what is executed again is checked beside the chain's growth, which gets
   * the others.
   */
  static List<Decoded> decodeAside(final List<Bytes> raw) {
    return raw.stream().map(bytes -> decode(bytes, Optional.empty())).toList();
  }

  /** As {@link #decode(List)}, but senders that are given are taken as they are. */
  static List<Decoded> decodePool(final List<PoolTransaction> transactions) {
    return transactions.parallelStream()
        .map(transaction -> decode(transaction.raw(), transaction.sender()))
        .toList();
  }

  /** Who signed it; empty when it is not a transaction of this chain. */
  static Optional<Address> sender(final Bytes raw) {
    return decode(raw, Optional.empty()) instanceof Decoded.Valid valid
        ? Optional.of(new Address(valid.transaction().getSender().getBytes()))
        : Optional.empty();
  }

  private static Decoded decode(final Bytes raw, final Optional<Address> sender) {
    try {
      final Transaction transaction =
          TransactionDecoder.decodeOpaqueBytes(raw, EncodingContext.BLOCK_BODY);
      if (!SUPPORTED.contains(transaction.getType())) {
        return new Decoded.Invalid("transaction type not supported");
      }
      // Bytes left over or a non-canonical encoding would give another hash on re-derivation.
      if (!BesuTransactions.envelope(transaction).equals(raw)) {
        return new Decoded.Invalid("not the canonical encoding of a transaction");
      }
      if (sender.isPresent()) {
        return new Decoded.Valid(BesuTransactions.withSender(transaction, sender.get()));
      }
      if (transaction.getSender() == null) {
        return new Decoded.Invalid("signature without a sender");
      }
      return new Decoded.Valid(transaction);
    } catch (final RuntimeException e) {
      return new Decoded.Invalid("not a transaction: " + e.getMessage());
    }
  }
}
