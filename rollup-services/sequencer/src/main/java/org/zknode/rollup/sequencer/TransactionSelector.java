/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.pool.BoundedMemory;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.SenderRecords;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.sequencer.Selection.Refused;

/**
 * Chooses what is tried in the next block: in the order of {@link CandidateQueue}, as {@link
 * SelectionRun} says, and remembers of senders what spares everybody work: whose transactions were
 * executed for nothing ({@link SenderRecords}), who has a nonce gap, and whose transactions could
 * not be applied in a block and may be later. All memory is bounded, and this process's own.
 */
final class TransactionSelector {
  /** Longest distance, in blocks, between two tries of a sender's transactions. */
  private static final long MAX_BACKOFF_BLOCKS = 64;

  /**
   * Longest time, in blocks, for which a nonce gap is believed although nothing new came: others
   * can close it (EIP-7702), and so can a forced batch.
   */
  private static final long MAX_GAP_BLOCKS = 8;

  /**
   * How often a transaction is stopped for its time before it is given up: a machine may be slow.
   */
  private static final int MAX_TIMEOUTS = 3;

  /** In the block after one in which something of his did not fit the rest of the batch. */
  private static final int FEWEST_PLACES = 4;

  /** Who has so many in a block is not limited any more. */
  private static final int MOST_PLACES = 64;

  /**
   * @param distance blocks, for the next one's double
   */
  private record Backoff(long untilBlock, long distance) {}

  private record Gap(long nonce, long untilBlock, long distance) {}

  private final HeadAccounts accounts = new HeadAccounts();
  private final TransactionCosts costs = new TransactionCosts();
  private final Function<List<Candidate>, Map<Bytes32, DecodedTransaction>> read;
  private final SenderRecords records;
  private final Map<Address, Backoff> backoffs = new BoundedMemory<>();
  private final Map<Address, Gap> gaps = new BoundedMemory<>();
  private final Map<Bytes32, Integer> timeouts = new BoundedMemory<>();

  /** Senders whose transaction was executed and does not fit the rest of this batch. */
  private final Set<Address> nextBatch = new HashSet<>();

  /**
   * Most transactions in the next block of senders of whom one was executed and did not fit the
   * rest of a batch: few, and twice as many after each block in which all of his fitted. Else those
   * who need much fill all places of a block, and nobody behind them is tried.
   */
  private final Map<Address, Integer> places = new BoundedMemory<>();

  /**
   * @param read transactions by hash; what is gone, or is none, is left out
   */
  TransactionSelector(
      final Function<List<Candidate>, Map<Bytes32, DecodedTransaction>> read, final Clock clock) {
    this.read = read;
    this.records = new SenderRecords(clock);
  }

  /**
   * @param floor what a transaction has to pay; what pays less waits, and all behind it
   * @param limits how much is chosen
   * @param mayEnd whether the batch may end for what needs more of a resource than it has left
   */
  Selection select(
      final PendingSet pending,
      final PriceFloor floor,
      final ChoiceBase base,
      final SelectionRun.Limits limits,
      final boolean mayEnd) {
    if (limits.room().equals(limits.whole())) {
      nextBatch.clear();
    }
    accounts.at(base);
    final long nextBlock = base.block();
    final SelectionRun run =
        new SelectionRun(
            new CandidateQueue(pending, base.baseFee(), floor),
            accounts,
            costs,
            limits,
            sender -> places.getOrDefault(sender, SelectionRun.ALL_PLACES));
    final Selection selection = run.run(candidate -> isPassedOver(candidate, nextBlock), read);
    run.gaps().forEach((sender, nonce) -> remember(sender, nonce, nextBlock));
    return nextBatch.isEmpty() || !mayEnd
        ? selection
        : new Selection(selection.transactions(), selection.refused(), true);
  }

  /**
   * What is given up while the pool has little room, after {@link #select} on the same base.
   *
   * @param pending all of the pool, also what pays too little now
   */
  List<Refused> stuck(final PendingSet pending, final PriceFloor floor, final ChoiceBase base) {
    final BigInteger baseFee = base.baseFee();
    final Collection<Candidate> all = pending.all();
    return new StuckRows(accounts, gaps::containsKey, records::waitOf)
        .of(all, all.stream().filter(candidate -> !floor.covers(candidate, baseFee)).toList());
  }

  private boolean isPassedOver(final Candidate candidate, final long nextBlock) {
    final Address sender = candidate.sender();
    final Backoff backoff = backoffs.get(sender);
    final Gap gap = gaps.get(sender);
    return backoff != null && nextBlock < backoff.untilBlock()
        || gap != null && nextBlock < gap.untilBlock() && candidate.nonce() >= gap.nonce()
        || nextBatch.contains(sender)
        || records.isPutBack(sender);
  }

  private void remember(final Address sender, final long nonce, final long nextBlock) {
    final Gap last = gaps.get(sender);
    final long distance =
        last == null || last.nonce() != nonce ? 1 : Math.min(MAX_GAP_BLOCKS, 2 * last.distance());
    gaps.put(sender, new Gap(nonce, nextBlock + distance, distance));
  }

  /**
   * Learns from what came of a selection.
   *
   * @param block number of the block that it was tried in
   * @return what is given up besides what was refused for good
   */
  List<Refused> tried(final Selection selection, final Appended result, final long block) {
    final List<Refused> givenUp = new ArrayList<>();
    final Set<Address> stuck = new HashSet<>();
    final Set<Integer> skippedIndexes = new HashSet<>();
    // Later ones of who waits for the next batch wait, too: no reason to put him off.
    final boolean nothingIncluded = result.included().isEmpty() && result.exhausted().isEmpty();
    for (final SkippedTransaction skipped : result.skipped()) {
      final Address sender = selection.sender(skipped.index());
      skippedIndexes.add(skipped.index());
      if (skipped.kind().burnsWork()) {
        records.strike(sender);
      }
      if (skipped.kind() == SkipKind.OUT_OF_TIME
          && timeouts.merge(selection.hash(skipped.index()), 1, Integer::sum) >= MAX_TIMEOUTS) {
        givenUp.add(new Refused(selection.hash(skipped.index()), skipped.reason(), true));
      }
      if (skipped.kind() == SkipKind.NO_RESOURCES && result.exhausted().isEmpty()) {
        nextBatch.add(sender);
      }
      if (skipped.kind() == SkipKind.NOT_YET && nothingIncluded && stuck.add(sender)) {
        final Backoff last = backoffs.get(sender);
        final long distance = last == null ? 1 : Math.min(MAX_BACKOFF_BLOCKS, last.distance() * 2);
        backoffs.put(sender, new Backoff(block + 1 + distance, distance));
      }
    }
    final Set<Address> included = new HashSet<>();
    for (int i = 0; i < selection.transactions().size(); i++) {
      if (!skippedIndexes.contains(i)) {
        included.add(selection.sender(i));
      }
    }
    for (final Address sender : included) {
      backoffs.remove(sender);
      gaps.remove(sender);
      places.computeIfPresent(sender, (key, few) -> few < MOST_PLACES ? 2 * few : null);
    }
    result.skipped().stream()
        .filter(skipped -> skipped.kind() == SkipKind.NO_RESOURCES)
        .forEach(skipped -> places.put(selection.sender(skipped.index()), FEWEST_PLACES));
    return givenUp;
  }
}
