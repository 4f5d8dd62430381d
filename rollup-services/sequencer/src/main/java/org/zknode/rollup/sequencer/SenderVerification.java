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
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * Holds what the pool DB says of a transaction's sender against its signature, before a block is
 * built with it: a row can be written by anybody who has the database's password, and who is
 * charged for a transaction must have signed it. All cores work on it; a transaction that is chosen
 * again, because it did not fit, costs nothing. One thread at a time.
 */
final class SenderVerification {
  /** Senders that are remembered: some blocks full of transactions that were left out. */
  static final int MAX_REMEMBERED = 16_384;

  /**
   * @param sender as the pool DB has it
   */
  record Claim(Bytes32 hash, Bytes raw, Address sender) {}

  private final Function<Bytes, Optional<Address>> recover;
  private final Map<Bytes32, Optional<Address>> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<Bytes32, Optional<Address>> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * @param recover finds the sender of a network encoding; from any thread
   */
  SenderVerification(final Function<Bytes, Optional<Address>> recover) {
    this.recover = recover;
  }

  /**
   * @return by hash, why a claim is wrong; empty when all are right
   */
  Map<Bytes32, String> wrong(final List<Claim> claims) {
    final Map<Bytes32, Optional<Address>> signers = signers(claims);
    final Map<Bytes32, String> wrong = new HashMap<>();
    for (final Claim claim : claims) {
      final Optional<Address> signer = signers.get(claim.hash());
      if (!signer.equals(Optional.of(claim.sender()))) {
        wrong.put(claim.hash(), reason(claim, signer));
      }
    }
    return wrong;
  }

  private Map<Bytes32, Optional<Address>> signers(final List<Claim> claims) {
    final Map<Bytes32, Optional<Address>> signers = new HashMap<>();
    claims.stream()
        .map(Claim::hash)
        .filter(remembered::containsKey)
        .forEach(hash -> signers.put(hash, remembered.get(hash)));
    claims.stream().filter(claim -> !signers.containsKey(claim.hash())).toList().parallelStream()
        .map(claim -> Map.entry(claim.hash(), recover.apply(claim.raw())))
        .toList()
        .forEach(
            entry -> {
              signers.put(entry.getKey(), entry.getValue());
              remembered.put(entry.getKey(), entry.getValue());
            });
    return signers;
  }

  private static String reason(final Claim claim, final Optional<Address> signer) {
    return "the pool has sender %s, its signature is %s"
        .formatted(claim.sender(), signer.map(address -> "of " + address).orElse("of nobody"));
  }
}
