/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;

/**
 * The transactions of one block on their way: which go to anvil, which are left out and why. Nonces
 * are checked here, in the given order, because anvil would wait for a missing one.
 */
final class BlockExecution {
  /** A transaction that goes to anvil. */
  record Candidate(int index, SignedTransaction transaction) {}

  private final List<Candidate> decoded = new ArrayList<>();
  private final List<SkippedTransaction> skipped = new ArrayList<>();

  BlockExecution(final List<Bytes> transactions, final long chainId) {
    for (int i = 0; i < transactions.size(); i++) {
      final Bytes raw = transactions.get(i);
      try {
        final SignedTransaction transaction = SignedTransaction.decode(raw);
        if (transaction.chainId().isPresent() && transaction.chainId().getAsLong() != chainId) {
          skip(i, raw, "chain id " + transaction.chainId().getAsLong(), false);
        } else {
          decoded.add(new Candidate(i, transaction));
        }
      } catch (final TransactionDecodeException e) {
        skip(i, raw, e.getMessage(), false);
      }
    }
  }

  List<Address> senders() {
    return decoded.stream().map(c -> c.transaction().sender()).distinct().toList();
  }

  /** Those whose nonce fits, given the senders' nonces before the block. */
  List<Candidate> candidates(final Map<Address, Long> nonces) {
    final Map<Address, Long> next = new HashMap<>(nonces);
    final List<Candidate> candidates = new ArrayList<>();
    for (final Candidate candidate : decoded) {
      final SignedTransaction transaction = candidate.transaction();
      final long expected = next.get(transaction.sender());
      if (transaction.nonce() == expected) {
        next.put(transaction.sender(), expected + 1);
        candidates.add(candidate);
      } else if (transaction.nonce() > expected) {
        skip(
            candidate,
            "nonce too high: %d, next is %d".formatted(transaction.nonce(), expected),
            true);
      } else {
        skip(
            candidate,
            "nonce too low: %d, next is %d".formatted(transaction.nonce(), expected),
            false);
      }
    }
    return candidates;
  }

  void skip(final Candidate candidate, final String reason, final boolean retryable) {
    skip(candidate.index(), candidate.transaction().raw(), reason, retryable);
  }

  private void skip(
      final int index, final Bytes raw, final String reason, final boolean retryable) {
    skipped.add(new SkippedTransaction(index, raw, reason, retryable));
  }

  /** Why anvil left it out, from the sender's account after the block. */
  void skipAfterExecution(final Candidate candidate, final AccountState after, final long gasLeft) {
    final SignedTransaction transaction = candidate.transaction();
    if (transaction.nonce() > after.nonce()) {
      skip(
          candidate,
          "nonce too high: %d, next is %d".formatted(transaction.nonce(), after.nonce()),
          true);
    } else if (transaction.nonce() < after.nonce()) {
      // An authorization earlier in the block used it up (EIP-7702), or the account's own code.
      skip(
          candidate,
          "nonce too low: %d, next is %d".formatted(transaction.nonce(), after.nonce()),
          false);
    } else if (transaction.upfrontCost().compareTo(after.balance()) > 0) {
      skip(
          candidate,
          "insufficient funds: costs up to %d wei, balance is %d wei"
              .formatted(transaction.upfrontCost(), after.balance()),
          false);
    } else if (transaction.gasLimit() > gasLeft) {
      skip(
          candidate,
          "block gas exhausted: needs %d, %d left".formatted(transaction.gasLimit(), gasLeft),
          true);
    } else {
      skip(candidate, "cannot be executed", false);
    }
  }

  /** In the order given. */
  List<SkippedTransaction> skipped() {
    return skipped.stream()
        .sorted(java.util.Comparator.comparingInt(SkippedTransaction::index))
        .toList();
  }

  /** True when these are some of the candidates, in their order. */
  static boolean inOrder(final List<Candidate> candidates, final List<Bytes32> hashes) {
    int next = 0;
    for (final Candidate candidate : candidates) {
      if (next < hashes.size() && candidate.transaction().hash().equals(hashes.get(next))) {
        next++;
      }
    }
    return next == hashes.size();
  }
}
