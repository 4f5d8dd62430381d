/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.sequencer.Selection.Chosen;
import org.zknode.rollup.sequencer.Selection.Refused;

/**
 * One choice of transactions. A transaction takes room only when its sender can pay it after all
 * that he has in front of it, by his balance after the head block; of a delegated account, whose
 * balance anybody may change, there is one at a time. What that needs of a transaction is read with
 * its bytes, in a few rounds: what falls out makes room for others.
 */
final class SelectionRun {
  /** Readings of bytes for one choice; what is not chosen by then waits for the next block. */
  private static final int MAX_ROUNDS = 8;

  /** Transactions that one choice refuses at the most: each is a row to be written. */
  private static final int MAX_REFUSED = 500;

  /** One part in so many of the room is chosen beyond it. */
  private static final int SPARE_PART = 8;

  /** So many more, however few there is room for. */
  private static final int SPARE_TRANSACTIONS = 8;

  /** Of a sender who may have any number of transactions in a block. */
  static final int ALL_PLACES = Integer.MAX_VALUE;

  /** One part in so many of the transactions may be of senders who have few places. */
  private static final int LIMITED_PART = 4;

  /** Transactions that do not fit, and that are read only to know whether they can be paid. */
  private static final int MAX_WEIGHED = 4;

  private final CandidateQueue queue;
  private final HeadAccounts accounts;
  private final TransactionCosts costs;
  private final Room room;
  private final Room whole;
  private final ToIntFunction<Address> places;
  private final List<Chosen> chosen = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final Map<Address, Long> expected = new HashMap<>();
  private final Map<Address, BigInteger> funds = new HashMap<>();
  private final Map<Address, Long> gaps = new HashMap<>();
  private final Set<Address> dropped = new HashSet<>();
  private int bytes;
  private int count;
  private int countOfLimited;
  private Optional<Candidate> beyond = Optional.empty();
  private boolean waiting;
  private int weighed;
  private int left;
  private boolean ended;

  /**
   * How much is chosen.
   *
   * @param room that the batch has left
   * @param whole the room of an empty batch
   * @param most transactions, however much room there is
   */
  record Limits(Room room, Room whole, int most) {}

  /**
   * @param places most transactions of a sender, or {@link #ALL_PLACES}
   */
  SelectionRun(
      final CandidateQueue queue,
      final HeadAccounts accounts,
      final TransactionCosts costs,
      final Limits limits,
      final ToIntFunction<Address> places) {
    this.queue = queue;
    this.accounts = accounts;
    this.costs = costs;
    this.room = limits.room();
    this.whole = limits.whole();
    this.left = limits.most();
    this.places = places;
    this.bytes = room.bytes() + Math.max(0, room.bytes()) / SPARE_PART;
    this.count =
        room.transactions() < 1
            ? 0
            : room.transactions() + SPARE_TRANSACTIONS + room.transactions() / SPARE_PART;
    this.countOfLimited = Math.ceilDiv(count, LIMITED_PART);
  }

  /**
   * @param passedOver candidates that are not looked at now, nor is what their senders have behind
   * @param read transactions by hash; what is gone, or is none, is left out
   */
  Selection run(
      final Predicate<Candidate> passedOver,
      final Function<List<Candidate>, Map<Bytes32, DecodedTransaction>> read) {
    for (int round = 0; round < MAX_ROUNDS && !ended; round++) {
      final List<Candidate> next = next(passedOver);
      if (next.isEmpty()) {
        break;
      }
      final Map<Bytes32, DecodedTransaction> decoded = read.apply(next);
      for (final Candidate candidate : next) {
        take(candidate, Optional.ofNullable(decoded.get(candidate.hash())));
      }
    }
    return new Selection(List.copyOf(chosen), List.copyOf(refused), waiting || beyond.isPresent());
  }

  /** Senders of whom only later nonces are there, with the lowest of them. */
  Map<Address, Long> gaps() {
    return gaps;
  }

  /** Those that fit, as if all could be paid. */
  private List<Candidate> next(final Predicate<Candidate> passedOver) {
    final List<Candidate> next = new ArrayList<>();
    Optional<Candidate> best = beyond.or(queue::poll);
    beyond = Optional.empty();
    for (; best.isPresent(); best = queue.poll()) {
      final Candidate candidate = best.get();
      if (refused.size() >= MAX_REFUSED || left < 1) {
        ended = true;
        break;
      }
      if (!expected.containsKey(candidate.sender()) && passedOver.test(candidate)
          || !isTurn(candidate)) {
        continue;
      }
      if (candidate.encodedBytes() > room.bytes()) {
        waitFor(candidate, next);
        continue;
      }
      final int most = places.applyAsInt(candidate.sender());
      if (most < ALL_PLACES
          && (countOfLimited < 1 || candidate.nonce() - account(candidate).nonce() >= most)) {
        continue;
      }
      if (candidate.encodedBytes() > bytes || count < 1) {
        // First in the next round, if something of this one falls out.
        beyond = best;
        break;
      }
      countOfLimited -= most < ALL_PLACES ? 1 : 0;
      bytes -= candidate.encodedBytes();
      count--;
      left--;
      next.add(candidate);
      expected.put(candidate.sender(), candidate.nonce() + 1);
      if (!account(candidate).delegated()) {
        queue.next(candidate);
      }
    }
    return next;
  }

  /** The batch has to end for it, if it can be paid; of too many that is not even looked at. */
  private void waitFor(final Candidate candidate, final List<Candidate> next) {
    if (account(candidate).delegated()) {
      return;
    }
    if (costs.known(candidate).isPresent()) {
      waiting = true;
    } else if (weighed < MAX_WEIGHED) {
      weighed++;
      next.add(candidate);
    }
  }

  /** Whether nonce, size and what is known of its cost let the transaction be tried. */
  private boolean isTurn(final Candidate candidate) {
    final AccountState account = account(candidate);
    final long nonce = expected.getOrDefault(candidate.sender(), account.nonce());
    if (candidate.nonce() > nonce) {
      gaps.put(candidate.sender(), candidate.nonce());
      return false;
    }
    if (candidate.nonce() < nonce) {
      refuse(
          candidate,
          "nonce too low: it is %d, the account's is %d".formatted(candidate.nonce(), nonce),
          false);
      return false;
    }
    if (candidate.encodedBytes() > whole.bytes()) {
      refuse(
          candidate,
          "%d bytes do not fit into an empty batch, which takes %d"
              .formatted(candidate.encodedBytes(), whole.bytes()),
          true);
      return false;
    }
    final Optional<BigInteger> cost = costs.known(candidate);
    return cost.isEmpty() || canPay(candidate, cost.get());
  }

  private void refuse(final Candidate candidate, final String reason, final boolean oversized) {
    refused.add(new Refused(candidate.hash(), reason, oversized));
    queue.next(candidate);
  }

  private void take(final Candidate candidate, final Optional<DecodedTransaction> decoded) {
    final Address sender = candidate.sender();
    final boolean fits = candidate.encodedBytes() <= room.bytes();
    if (dropped.contains(sender)
        || decoded.isEmpty()
        || !canPay(candidate, costs.of(decoded.get()))) {
      dropped.add(sender);
      bytes += fits ? candidate.encodedBytes() : 0;
      count += fits ? 1 : 0;
      return;
    }
    if (!fits) {
      waiting = true;
      return;
    }
    funds.merge(sender, costs.of(decoded.get()).negate(), BigInteger::add);
    chosen.add(new Chosen(candidate, decoded.get()));
  }

  /** His first that he cannot pay is refused; a later one waits until those before it are mined. */
  private boolean canPay(final Candidate candidate, final BigInteger cost) {
    final AccountState account = account(candidate);
    final BigInteger left = funds.computeIfAbsent(candidate.sender(), key -> account.balance());
    if (cost.compareTo(left) <= 0) {
      return true;
    }
    if (candidate.nonce() == account.nonce()) {
      refused.add(
          new Refused(
              candidate.hash(),
              "insufficient funds: it costs up to %d wei, the account has %d wei"
                  .formatted(cost, account.balance()),
              false));
    }
    return false;
  }

  private AccountState account(final Candidate candidate) {
    return accounts.of(candidate.sender(), queue.sendersAhead());
  }
}
