/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.sequencer.Selection.Refused;

/**
 * Pending transactions that cannot be in the next blocks, for their price or for what is before
 * them: a pool with little room left gives them up, or a stranger would keep its places for hours
 * with what never runs and never pays. What the door would take now is not among them.
 *
 * @param accounts after the engine's head block
 * @param hasGap whether a nonce gap of that sender was seen; it may be closed by now
 * @param waitOf how long the sender's transactions are not looked at
 */
record StuckRows(
    HeadAccounts accounts, Predicate<Address> hasGap, Function<Address, Duration> waitOf) {
  /** Transactions that are given up for one block: each is a row to be written. */
  static final int MAX_GIVEN_UP = 500;

  /** Longest wait that is kept a place for: who was struck only once or twice may be honest. */
  static final Duration SHORT_WAIT = Duration.ofSeconds(8);

  private static final Comparator<Candidate> OLDEST = Comparator.comparingLong(Candidate::position);

  static final String BEHIND_GAP = RefusalReason.POOL_CROWDED.with().getMessage();

  static final String BELOW_FLOOR =
      "txpool is full for transactions that pay less per gas than is needed now: eth_gasPrice and"
          + " eth_maxPriorityFeePerGas say what passes";

  static final String PUT_BACK =
      "txpool is full for transactions behind a nonce gap: this sender's have to wait, too, since"
          + " the last ones were executed for nothing";

  /**
   * Those that pay too little now come first, the cheapest before the others: nobody knows whether
   * they ever run. Of those alike the oldest comes first.
   *
   * @param pending all of them in any order, also those that pay too little now: what waits behind
   *     one of these is behind no gap
   * @param cheap those of them that pay too little now
   */
  List<Refused> of(final Collection<Candidate> pending, final List<Candidate> cheap) {
    final Map<Bytes32, Refused> stuck = new LinkedHashMap<>();
    cheap.stream()
        .sorted(Comparator.comparing(Candidate::maxFeePerGas).thenComparing(OLDEST))
        .limit(MAX_GIVEN_UP)
        .forEach(candidate -> giveUp(stuck, candidate, BELOW_FLOOR));
    if (stuck.size() < MAX_GIVEN_UP) {
      addWaiting(stuck, pending);
    }
    return List.copyOf(stuck.values());
  }

  private void addWaiting(final Map<Bytes32, Refused> stuck, final Collection<Candidate> pending) {
    final Map<Address, List<Candidate>> suspects = new LinkedHashMap<>();
    pending.stream()
        .filter(candidate -> hasGap.test(candidate.sender()) || waitsLong(candidate.sender()))
        .sorted(OLDEST)
        .forEach(
            candidate ->
                suspects
                    .computeIfAbsent(candidate.sender(), key -> new ArrayList<>())
                    .add(candidate));
    for (final Map.Entry<Address, List<Candidate>> suspect : suspects.entrySet()) {
      final Address sender = suspect.getKey();
      if (waitsLong(sender)) {
        suspect.getValue().forEach(candidate -> giveUp(stuck, candidate, PUT_BACK));
      } else {
        final long nonce = accounts.of(sender, suspects.keySet()).nonce();
        behindGap(suspect.getValue(), nonce)
            .forEach(candidate -> giveUp(stuck, candidate, BEHIND_GAP));
      }
      if (stuck.size() >= MAX_GIVEN_UP) {
        break;
      }
    }
  }

  private boolean waitsLong(final Address sender) {
    return waitOf.apply(sender).compareTo(SHORT_WAIT) > 0;
  }

  private static void giveUp(
      final Map<Bytes32, Refused> stuck, final Candidate candidate, final String reason) {
    if (stuck.size() < MAX_GIVEN_UP) {
      stuck.putIfAbsent(candidate.hash(), new Refused(candidate.hash(), reason, false));
    }
  }

  /**
   * @param accountNonce of the one sender that they have
   */
  private static List<Candidate> behindGap(final List<Candidate> rows, final long accountNonce) {
    rows.sort(Comparator.comparingLong(Candidate::nonce));
    long next = accountNonce;
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).nonce() > next) {
        return rows.subList(i, rows.size());
      }
      next = Math.max(next, rows.get(i).nonce() + 1);
    }
    return List.of();
  }
}
