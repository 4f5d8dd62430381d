/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.DecodedTransaction;

/**
 * Holds what the pool DB says of a transaction's sender against its signature, before a block is
 * built with it: a row can be written by anybody who has the database's password, and who is
 * charged for a transaction must have signed it. All cores work on it; a transaction that is chosen
 * again, because it did not fit, costs nothing. One thread at a time.
 */
final class SenderVerification {
  /** Senders that are remembered: some blocks full of transactions that were left out. */
  static final int MAX_REMEMBERED = 16_384;

  private final Function<DecodedTransaction, Optional<Address>> recover;
  private final Map<Bytes32, Optional<Address>> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<Bytes32, Optional<Address>> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * @param recover finds who signed; from any thread
   */
  SenderVerification(final Function<DecodedTransaction, Optional<Address>> recover) {
    this.recover = recover;
  }

  /**
   * @param transactions decoded with the senders that the pool DB has of them
   * @return by hash, why a sender is wrong; empty when all are right
   */
  Map<Bytes32, String> wrong(final List<DecodedTransaction> transactions) {
    final Map<Bytes32, Optional<Address>> signers = signers(transactions);
    final Map<Bytes32, String> wrong = new HashMap<>();
    for (final DecodedTransaction transaction : transactions) {
      final Optional<Address> signer = signers.get(transaction.hash());
      if (!signer.equals(Optional.of(transaction.sender()))) {
        wrong.put(transaction.hash(), reason(transaction.sender(), signer));
      }
    }
    return wrong;
  }

  private Map<Bytes32, Optional<Address>> signers(final List<DecodedTransaction> transactions) {
    final Map<Bytes32, Optional<Address>> signers = new HashMap<>();
    transactions.stream()
        .map(DecodedTransaction::hash)
        .filter(remembered::containsKey)
        .forEach(hash -> signers.put(hash, remembered.get(hash)));
    transactions.stream()
        .filter(each -> !signers.containsKey(each.hash()))
        .toList()
        .parallelStream()
        .map(each -> Map.entry(each.hash(), recover.apply(each)))
        .toList()
        .forEach(
            entry -> {
              signers.put(entry.getKey(), entry.getValue());
              remembered.put(entry.getKey(), entry.getValue());
            });
    return signers;
  }

  private static String reason(final Address claimed, final Optional<Address> signer) {
    return "the pool has sender %s, its signature is %s"
        .formatted(claimed, signer.map(address -> "of " + address).orElse("of nobody"));
  }
}
