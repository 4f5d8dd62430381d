/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.encoding.EncodingContext;
import org.hyperledger.besu.ethereum.core.encoding.TransactionDecoder;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.engine.DecodedTransaction;

/**
 * Makes Besu's transactions of bytes, once for each. Senders that nobody knows yet are recovered
 * beside the EVM, on other cores ({@link LookAhead}): without native code that costs more than the
 * execution of a transfer. Besu keeps the sender in the transaction object.
 *
 * <p>Whether the bytes are canonical is for our own strict decoder to say
 * (docs/spec/chain-rules.md, "Blocks from batch data"): Besu keeps the bytes that it has read in
 * the transaction, so that what it encodes again may be these very bytes, whatever they were.
 */
final class TransactionBatchDecoder {
  /** Where only the form of the bytes is of interest: who signed is found by Besu. */
  private static final Address NOT_ASKED = Address.ZERO;

  private TransactionBatchDecoder() {}

  /** A transaction, or why it is none. */
  sealed interface Decoded {
    record Valid(Transaction transaction) implements Decoded {}

    record Invalid(String reason) implements Decoded {}
  }

  /** Decodes blocks that are expected beside the EVM, on the other cores. */
  static LookAhead lookAhead() {
    return new LookAhead(
        ForkJoinPool.commonPool(),
        ForkJoinPool.getCommonPoolParallelism(),
        TransactionBatchDecoder::decode);
  }

  /**
   * One result for each element, in order; senders are recovered. On one core: what is executed
   * again is checked beside the chain's growth, which gets the others.
   */
  static List<Decoded> decodeAside(final List<Bytes> raw) {
    return raw.stream().map(TransactionBatchDecoder::decode).toList();
  }

  /** What was decoded here before; senders that were not recovered then are. */
  static List<Decoded> ofDecoded(final List<DecodedTransaction> transactions) {
    return transactions.parallelStream()
        .map(
            transaction ->
                handle(transaction)
                    .map(TransactionBatchDecoder::withSender)
                    .orElseGet(() -> decode(transaction.raw())))
        .toList();
  }

  /**
   * @param claimed sender, not held against the signature
   * @throws TransactionDecodeException it is none that this chain has, or not its canonical
   *     encoding
   */
  static DecodedTransaction decode(final Bytes raw, final Address claimed) {
    final SignedTransaction signed = SignedTransaction.decode(raw, claimed);
    return new DecodedTransaction(signed, Optional.of(parsed(raw)));
  }

  /** Who signed it, by the same native code that recovers senders of blocks. */
  static Optional<Address> sender(final DecodedTransaction transaction) {
    final Transaction besus = handle(transaction).orElseGet(() -> parsed(transaction.raw()));
    return withSender(besus) instanceof Decoded.Valid
        ? Optional.of(new Address(besus.getSender().getBytes()))
        : Optional.empty();
  }

  private static Optional<Transaction> handle(final DecodedTransaction transaction) {
    return transaction.handle().filter(Transaction.class::isInstance).map(Transaction.class::cast);
  }

  private static Transaction parsed(final Bytes raw) {
    try {
      return TransactionDecoder.decodeOpaqueBytes(raw, EncodingContext.BLOCK_BODY);
    } catch (final RuntimeException e) {
      throw new TransactionDecodeException("not a transaction: " + e.getMessage(), e);
    }
  }

  private static Decoded decode(final Bytes raw) {
    try {
      SignedTransaction.decode(raw, NOT_ASKED);
      return withSender(parsed(raw));
    } catch (final TransactionDecodeException e) {
      return new Decoded.Invalid(e.getMessage());
    }
  }

  private static Decoded withSender(final Transaction transaction) {
    try {
      return transaction.getSender() == null
          ? new Decoded.Invalid("signature without a sender")
          : new Decoded.Valid(transaction);
    } catch (final RuntimeException e) {
      return new Decoded.Invalid("signature without a sender: " + e.getMessage());
    }
  }
}
