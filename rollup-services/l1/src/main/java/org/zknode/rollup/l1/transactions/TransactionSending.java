/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.StateStore;

/**
 * Signs a transaction, stores its hash and sends it, in this order; then stores whether an endpoint
 * took it. Everything that is signed follows from the stored row, and signatures are deterministic:
 * a node that died between storing and sending sends the very same transaction again.
 */
final class TransactionSending {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionSending.class);

  /** By then the transaction would have another nonce if L1's endpoints agreed that it is used. */
  private static final int NONCE_REFUSALS_BEFORE_REPORT = 4;

  /**
   * @param row with the transaction's hash in its history
   */
  private record Signed(MonitoredTransaction row, SignedTransaction transaction) {}

  private final StateStore store;
  private final L1Client l1;
  private final NonceOwner owner;
  private final MonitoredRows rows;
  private final SendTimers timers;
  private final RefusalReport report;
  private final Clock clock;
  private final Metrics.Counter sent;
  private Optional<Long> chainId = Optional.empty();

  /** By account: nonces below are used, by what every endpoint said to a transaction. */
  private final Map<Address, Long> leastNonces = new HashMap<>();

  TransactionSending(
      final StateStore store,
      final L1Client l1,
      final NonceOwner owner,
      final MonitoredRows rows,
      final SendTimers timers,
      final RefusalReport report,
      final Clock clock,
      final Metrics metrics) {
    this.store = store;
    this.l1 = l1;
    this.owner = owner;
    this.rows = rows;
    this.timers = timers;
    this.report = report;
    this.clock = clock;
    this.sent = metrics.counter("l1_transactions_sent", "L1 transactions that L1 accepted");
  }

  /**
   * The first time: it gets the next nonce.
   *
   * @return whether an endpoint has it now
   */
  boolean first(
      final MonitoredTransaction row,
      final long gasLimit,
      final Price price,
      final SendRound round) {
    final long pending = pendingNonce(row.from(), round);
    final long chain = chainId();
    final Signed ready =
        store.write(
            tx -> {
              final StateStore.MonitoredTransactions table = tx.monitoredTransactions();
              final long nonce = NonceOwner.free(row.from(), pending, table.unfinished());
              final Signed signed = sign(MonitoredSteps.priced(row, nonce, gasLimit, price), chain);
              table.update(signed.row());
              return signed;
            });
    round.changed(ready.row());
    return send(ready, round);
  }

  /** What an endpoint says is not believed where transactions of ours were mined already. */
  private long pendingNonce(final Address account, final SendRound round) {
    final long least =
        Long.max(leastNonces.getOrDefault(account, 0L), round.minedNonces(account).agreed());
    final long lowest = l1.pendingNonce(account, least);
    return store.read(tx -> tx.monitoredTransactions().minedFrom(account, lowest, 0)).stream()
        .flatMap(row -> row.nonce().stream())
        .max(Long::compare)
        .map(used -> l1.pendingNonce(account, Long.max(least, used + 1)))
        .orElse(lowest);
  }

  /**
   * As the row is now.
   *
   * @return whether an endpoint has it now
   */
  boolean offer(final MonitoredTransaction row, final SendRound round) {
    final Signed signed = sign(row, chainId());
    rows.save(signed.row(), round);
    return send(signed, round);
  }

  private boolean send(final Signed signed, final SendRound round) {
    final MonitoredTransaction row = signed.row();
    final TransactionKey key = TransactionKey.of(row);
    try {
      l1.sendRaw(signed.transaction().raw());
    } catch (final L1SendException e) {
      return refused(row, e, round);
    } catch (final TemporaryException e) {
      final Duration pause = timers.refused(key, Optional.empty(), clock.millis());
      report.unanswered(row, e.getMessage(), pause);
      throw e;
    }
    sent.increment();
    timers.taken(key, clock.millis());
    report.clear(key);
    rows.save(MonitoredSteps.accepted(row), round);
    LOG.info(
        "L1 transaction {} sent as {}, nonce {}, {} wei per gas",
        key,
        signed.transaction().hash(),
        row.nonce().orElseThrow(),
        row.maxFeePerGas());
    return true;
  }

  private boolean refused(
      final MonitoredTransaction row, final L1SendException e, final SendRound round) {
    final TransactionKey key = TransactionKey.of(row);
    final String why = e.refusal() + ": " + e.getMessage();
    if (e.refusal() == SendRefusal.REPLACEMENT_UNDERPRICED
        && l1.pendingNonce(row.from()) > row.nonce().orElseThrow()) {
      // A pool has its nonce at about this price, and so it is replaced from there in its time.
      LOG.warn("L1 transaction {} does not replace another one of its nonce: {}", key, why);
      timers.taken(key, clock.millis());
      report.clear(key);
      rows.save(MonitoredSteps.outbid(row, why), round);
      return true;
    }
    final Duration pause = timers.refused(key, Optional.of(e.refusal()), clock.millis());
    LOG.warn("L1 refused transaction {}, next try in {}: {}", key, pause, why);
    final Optional<String> error = row.withdrawnAt().isPresent() ? row.error() : Optional.of(why);
    rows.save(MonitoredSteps.with(row, row.status(), row.l1Block(), error), round);
    if (e.refusal() == SendRefusal.NONCE_TOO_LOW) {
      leastNonces.merge(row.from(), row.nonce().orElseThrow() + 1, Long::max);
    }
    // Mostly L1 shows at once by what it was used.
    if (e.refusal() != SendRefusal.NONCE_TOO_LOW
        || timers.timesRefused(key) > NONCE_REFUSALS_BEFORE_REPORT) {
      report.refused(row, e, before(row, round), round.fees(), pause);
    }
    return false;
  }

  private static List<MonitoredTransaction> before(
      final MonitoredTransaction row, final SendRound round) {
    return round.before(row.from(), row.nonce().orElseThrow());
  }

  private long chainId() {
    if (chainId.isEmpty()) {
      chainId = Optional.of(l1.chainId());
    }
    return chainId.get();
  }

  private Signed sign(final MonitoredTransaction row, final long chain) {
    final SignedTransaction transaction =
        TransactionSigner.sign(
            new TransactionSigner.Unsigned(
                TransactionType.DYNAMIC_FEE,
                chain,
                row.nonce().orElseThrow(),
                row.price().maxFeePerGas(),
                row.price().maxPriorityFeePerGas(),
                row.gasLimit(),
                Optional.of(row.to()),
                BigInteger.ZERO,
                row.data()),
            owner.key(row.from()));
    return new Signed(MonitoredSteps.withHash(row, transaction.hash()), transaction);
  }
}
