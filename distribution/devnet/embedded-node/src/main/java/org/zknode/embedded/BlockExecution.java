/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.chain.StatelessRules;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.SkipKind;

/**
 * The transactions of one block on their way: which go to anvil, which are left out and why. Nonces
 * are checked here, in the given order, because anvil would wait for a missing one.
 */
final class BlockExecution {
  /** A transaction that goes to anvil. */
  record Candidate(int index, SignedTransaction transaction) {}

  /** What anvil says of a transaction that a later state may take. */
  private static final List<String> TEMPORARY =
      List.of("nsufficient funds", "max fee per gas", "underpriced", "nonce too high");

  private final List<Candidate> decoded = new ArrayList<>();
  private final List<SkippedTransaction> skipped = new ArrayList<>();
  private final Map<Address, Long> noncesBefore = new HashMap<>();
  private final Rules rules;
  private final IntUnaryOperator encodedBytes;
  private final Room room;

  /** What the chain fixes for every block. */
  record Rules(long chainId, long gasLimit) {}

  private BlockExecution(final Rules rules, final IntUnaryOperator encodedBytes, final Room room) {
    this.rules = rules;
    this.encodedBytes = encodedBytes;
    this.room = room;
  }

  /** Of a block that is derived: what is in it was decided before. */
  static BlockExecution derived(final List<Bytes> transactions, final Rules rules) {
    final BlockExecution execution =
        new BlockExecution(rules, index -> 0, new Room(Integer.MAX_VALUE, Integer.MAX_VALUE));
    for (int i = 0; i < transactions.size(); i++) {
      final Bytes raw = transactions.get(i);
      try {
        execution.add(i, SignedTransaction.decode(raw));
      } catch (final TransactionDecodeException e) {
        execution.skip(i, raw, e.getMessage(), SkipKind.CANNOT_APPLY);
      }
    }
    return execution;
  }

  /**
   * Of a block that is built.
   *
   * @param room what the batch takes
   */
  static BlockExecution within(
      final Room room, final List<DecodedTransaction> transactions, final Rules rules) {
    final BlockExecution execution =
        new BlockExecution(rules, index -> transactions.get(index).encodedBytes(), room);
    for (int i = 0; i < transactions.size(); i++) {
      execution.add(i, transactions.get(i).signed());
    }
    return execution;
  }

  private void add(final int index, final SignedTransaction transaction) {
    final Optional<String> broken =
        StatelessRules.broken(transaction, rules.chainId(), rules.gasLimit());
    if (broken.isPresent()) {
      skip(index, transaction.raw(), broken.get(), SkipKind.CANNOT_APPLY);
    } else {
      decoded.add(new Candidate(index, transaction));
    }
  }

  List<Address> senders() {
    return decoded.stream().map(c -> c.transaction().sender()).distinct().toList();
  }

  /** Those whose nonce fits, given the senders' nonces before the block. */
  List<Candidate> candidates(final Map<Address, Long> nonces) {
    noncesBefore.putAll(nonces);
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
            SkipKind.NOT_YET);
      } else {
        skip(
            candidate,
            "nonce too low: %d, next is %d".formatted(transaction.nonce(), expected),
            SkipKind.CANNOT_APPLY);
      }
    }
    return candidates;
  }

  /** Anvil does not take it. */
  void refused(final Candidate candidate, final String reason) {
    final boolean temporary = TEMPORARY.stream().anyMatch(reason::contains);
    skip(candidate, reason, temporary ? SkipKind.NOT_YET : SkipKind.CANNOT_APPLY);
  }

  private void skip(final Candidate candidate, final String reason, final SkipKind kind) {
    skip(candidate.index(), candidate.transaction().raw(), reason, kind);
  }

  private void skip(final int index, final Bytes raw, final String reason, final SkipKind kind) {
    skipped.add(new SkippedTransaction(index, raw, reason, kind));
  }

  /** Those of what could be applied that fit the batch; the others are left out. */
  List<Candidate> fitting(final List<Candidate> applied) {
    Room left = room;
    final List<Candidate> fitting = new ArrayList<>();
    for (final Candidate candidate : applied) {
      final int size = encodedBytes.applyAsInt(candidate.index());
      final Optional<String> full = left.refuses(size);
      if (full.isPresent()) {
        skip(candidate, full.get(), SkipKind.NO_ROOM);
      } else {
        left = left.minus(size);
        fitting.add(candidate);
      }
    }
    return fitting;
  }

  /**
   * Why anvil left it out, from the sender's account after the block.
   *
   * @param included transactions of the sender that are in the block
   */
  void skipAfterExecution(
      final Candidate candidate,
      final AccountState after,
      final L2Block block,
      final long included) {
    final SignedTransaction transaction = candidate.transaction();
    final long gasLeft = block.gasLimit() - block.gasUsed();
    final BigInteger baseFee = block.baseFee().toUnsignedBigInteger();
    if (transaction.gasLimit() > block.gasLimit()) {
      skip(candidate, "gas limit above the block's", SkipKind.CANNOT_APPLY);
    } else if (transaction.nonce() > after.nonce()) {
      skip(
          candidate,
          "nonce too high: %d, next is %d".formatted(transaction.nonce(), after.nonce()),
          SkipKind.NOT_YET);
    } else if (transaction.nonce() < after.nonce()) {
      // An authorization earlier in the block used it up (EIP-7702), or the account's own code.
      skip(
          candidate,
          "nonce too low: %d, next is %d".formatted(transaction.nonce(), after.nonce()),
          SkipKind.CANNOT_APPLY);
    } else if (transaction.upfrontCost().compareTo(after.balance()) > 0) {
      skip(
          candidate,
          "insufficient funds: costs up to %d wei, balance is %d wei"
              .formatted(transaction.upfrontCost(), after.balance()),
          SkipKind.NOT_YET);
    } else if (transaction.gasLimit() > gasLeft) {
      skip(
          candidate,
          "block gas exhausted: needs %d, %d left".formatted(transaction.gasLimit(), gasLeft),
          SkipKind.NOT_TRIED);
    } else if (transaction.maxFeePerGas().compareTo(baseFee) < 0) {
      skip(
          candidate,
          "max fee of %d wei below the base fee of %d wei"
              .formatted(transaction.maxFeePerGas(), baseFee),
          SkipKind.NOT_YET);
    } else if (after.nonce() > noncesBefore.get(transaction.sender()) + included) {
      // An authorization made its nonce the next one, and anvil's pool looks at the state before.
      skip(candidate, "its nonce became the next one within the block", SkipKind.NOT_YET);
    } else {
      skip(candidate, "cannot be executed", SkipKind.CANNOT_APPLY);
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
