/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/**
 * The state machine of one L1 transaction: dry run, first send, replacement while it waits, another
 * offer after a refusal, withdrawal when what it builds on has failed or nobody wants it any more,
 * outcome.
 */
final class SendSteps {
  private static final Logger LOG = LoggerFactory.getLogger(SendSteps.class);

  private final L1Client l1;
  private final L1TransactionSettings settings;
  private final FeePolicy fees;
  private final MonitoredRows rows;
  private final MinedWatch mined;
  private final DryRun dryRun;
  private final ResendGate gate;
  private final TransactionSending sending;
  private final SendTimers timers;
  private final LostTransactions<TransactionKey> lost;
  private final RefusalReport report;
  private final Clock clock;
  private final Metrics.Counter replaced;

  /** What is not wanted any more, and why; from any thread. */
  private final Map<TransactionKey, String> unwanted = new ConcurrentHashMap<>();

  SendSteps(
      final L1Client l1,
      final L1TransactionSettings settings,
      final MonitoredRows rows,
      final MinedWatch mined,
      final TransactionSending sending,
      final SendTimers timers,
      final LostTransactions<TransactionKey> lost,
      final RefusalReport report,
      final Clock clock,
      final Metrics metrics) {
    this.l1 = l1;
    this.settings = settings;
    this.fees = new FeePolicy(settings);
    this.rows = rows;
    this.mined = mined;
    this.dryRun = new DryRun(l1);
    this.gate = new ResendGate(l1);
    this.sending = sending;
    this.timers = timers;
    this.lost = lost;
    this.report = report;
    this.clock = clock;
    this.replaced = metrics.counter("l1_transactions_replaced", "L1 transactions with raised fees");
  }

  /** It is withdrawn by the next round, unless it is mined before. */
  void unwanted(final TransactionKey key, final String why) {
    unwanted.put(key, why);
  }

  /** It is submitted anew. */
  void wanted(final TransactionKey key) {
    unwanted.remove(key);
  }

  /**
   * One round of one unfinished transaction.
   *
   * @return false when nothing behind it in its account may go out: no endpoint has it
   */
  boolean advance(final MonitoredTransaction row, final SendRound round) {
    final Optional<L1Client.Receipt> receipt = mined.receipt(row, round);
    if (receipt.isPresent()) {
      unwanted.remove(TransactionKey.of(row));
      mined.settle(row, receipt.get(), round);
      return true;
    }
    final MonitoredTransaction waiting =
        row.l1Block().isPresent() ? mined.leftChain(row, round) : row;
    final Optional<String> why = whyNot(waiting, round);
    if (why.isPresent()) {
      return withdraw(waiting, "withdrawn: " + why.get(), round);
    }
    return waiting.nonce().isEmpty() ? begin(waiting, round) : push(waiting, round);
  }

  // --- whether it is wanted

  private Optional<String> whyNot(final MonitoredTransaction row, final SendRound round) {
    final Optional<String> said = Optional.ofNullable(unwanted.remove(TransactionKey.of(row)));
    if (row.withdrawnAt().isPresent()) {
      return Optional.empty();
    }
    return said.or(
        () ->
            row.dependsOn()
                .filter(id -> dependencyFailed(row, round))
                .map("%s, on which it builds, has failed"::formatted));
  }

  private Optional<MonitoredTransaction> dependency(
      final MonitoredTransaction row, final SendRound round) {
    return row.dependsOn()
        .map(id -> new TransactionKey(row.owner(), id))
        .flatMap(key -> round.find(key).or(() -> rows.find(key)));
  }

  private boolean dependencyFailed(final MonitoredTransaction row, final SendRound round) {
    return dependency(row, round)
        .filter(other -> other.status() == Status.FAILED || other.withdrawnAt().isPresent())
        .isPresent();
  }

  private boolean dependencyIsOnItsWay(final MonitoredTransaction row, final SendRound round) {
    return dependency(row, round)
        .filter(other -> other.status() == Status.CREATED || other.nonce().isEmpty())
        .isEmpty();
  }

  /**
   * It would revert and cost its gas all the same. Whoever submitted it makes it anew; what pools
   * have of it is replaced by a transfer of nothing.
   */
  private boolean withdraw(
      final MonitoredTransaction row, final String why, final SendRound round) {
    if (row.nonce().isEmpty() || isNowhere(row)) {
      rows.fail(row, Optional.empty(), why, round);
      return true;
    }
    final Optional<Price> price =
        fees.replacement(row.accepted().orElse(row.price()), round.fees());
    if (price.isEmpty()) {
      report.capReached(row, round.fees());
      return push(row, round);
    }
    LOG.warn("L1 transaction {} is {}", TransactionKey.of(row), why);
    timers.forget(TransactionKey.of(row));
    return sending.offer(
        MonitoredSteps.withPrice(MonitoredSteps.withdrawn(row, why), price.get()), round);
  }

  /** No endpoint ever took it, and L1's pool has nothing of its nonce. */
  private boolean isNowhere(final MonitoredTransaction row) {
    return row.accepted().isEmpty() && l1.pendingNonce(row.from()) <= row.nonce().orElseThrow();
  }

  // --- sending

  /** Dry run, then nonce, fees and hash are stored, then it goes out. */
  private boolean begin(final MonitoredTransaction row, final SendRound round) {
    if (!dependencyIsOnItsWay(row, round)) {
      return true;
    }
    return switch (dryRun.of(row, round.before(row.from(), Long.MAX_VALUE))) {
      case DryRun.Result.Gas gas ->
          sending.first(row, gas.limit(), fees.first(round.fees()), round);
      case DryRun.Result.Reverts reverts -> {
        rows.reverted(row, Optional.empty(), reverts.reason(), round);
        yield true;
      }
      case DryRun.Result.Later later -> true;
    };
  }

  /** It has a nonce and no receipt. */
  private boolean push(final MonitoredTransaction row, final SendRound round) {
    if (mined.nonceIsLost(row, round)) {
      return true;
    }
    final TransactionKey key = TransactionKey.of(row);
    final long now = clock.millis();
    if (timers.isPausing(key, now)) {
      return false;
    }
    if (timers.isRefused(key)) {
      return offerAgain(row, round);
    }
    final Optional<Long> taken = timers.takenAt(key);
    if (taken.isEmpty()) {
      // Unknown to this process: the very same transaction again (it may never have been sent).
      return gate.isOpen(row, round, now) && sending.offer(row, round);
    }
    if (now - taken.get() >= settings.replaceAfter().toMillis() && replace(row, round)) {
      return true;
    }
    if (lost.isTimeToLook(key, taken.get(), now)
        && l1.pendingNonce(row.from()) <= row.nonce().orElseThrow()) {
      return repeat(row, taken.get(), round);
    }
    return true;
  }

  /** After a refusal: what nobody ever had is looked at afresh, with the same nonce. */
  private boolean offerAgain(final MonitoredTransaction row, final SendRound round) {
    final Optional<SendRefusal> refusal = timers.refusal(TransactionKey.of(row));
    if (refusal.isEmpty()) {
      return sending.offer(row, round);
    }
    final Optional<Price> price = fees.afterRefusal(row, refusal.get(), round.fees());
    final MonitoredTransaction priced =
        price.map(next -> MonitoredSteps.withPrice(row, next)).orElse(row);
    if (row.withdrawnAt().isPresent() || !isNowhere(row)) {
      return sending.offer(priced, round);
    }
    return switch (dryRun.of(row, round.before(row.from(), row.nonce().orElseThrow()))) {
      case DryRun.Result.Gas gas -> sending.offer(withGas(priced, gas.limit()), round);
      case DryRun.Result.Reverts reverts -> {
        rows.reverted(row, Optional.empty(), reverts.reason(), round);
        yield true;
      }
      case DryRun.Result.Later later -> false;
    };
  }

  /** Another limit is another hash: only when the call needs more, or much less. */
  private static MonitoredTransaction withGas(final MonitoredTransaction row, final long limit) {
    return limit > row.gasLimit() || limit < row.gasLimit() / 2
        ? MonitoredSteps.priced(row, row.nonce().orElseThrow(), limit, row.price())
        : row;
  }

  /** The very same transaction; its fees are raised when they would have been. */
  private boolean repeat(
      final MonitoredTransaction row, final long firstMillis, final SendRound round) {
    LOG.info("L1 transaction {} is not in L1's pool, sending it again", TransactionKey.of(row));
    final boolean taken = sending.offer(row, round);
    timers.repeated(TransactionKey.of(row), firstMillis);
    return taken;
  }

  /**
   * With higher fees than an endpoint has taken. What only waits for others of its account, or
   * offers the highest tip already, is left as it is for as long as its price is enough.
   *
   * @return whether it was replaced
   */
  private boolean replace(final MonitoredTransaction row, final SendRound round) {
    final boolean first = round.minedNonces(row.from()).highest() >= row.nonce().orElseThrow();
    if (FeePolicy.isEnough(row.price(), round.fees())
        && (!first || fees.hasHighestTip(row.price()))) {
      return false;
    }
    final Optional<Price> price =
        fees.replacement(row.accepted().orElse(row.price()), round.fees());
    if (price.isEmpty()) {
      report.capReached(row, round.fees());
      return false;
    }
    report.capIsEnough(row);
    LOG.info(
        "raising the fee of L1 transaction {} from {} to {} wei per gas",
        TransactionKey.of(row),
        row.maxFeePerGas(),
        price.get().maxFeePerGas());
    replaced.increment();
    sending.offer(MonitoredSteps.withPrice(row, price.get()), round);
    return true;
  }
}
