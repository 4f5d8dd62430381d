/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.status.NodeStatus;

/** Says in wei why an L1 transaction does not get on, for as long as it does not. */
final class RefusalReport {
  private static final String FUNDS_KEY = "l1-insufficient-funds";
  private static final String REFUSED_KEY = "l1-transaction-refused";
  private static final String FEE_CAP_KEY = "l1-fee-cap-reached";

  /** Of geth and Erigon in ether with decimals, of reth in wei. */
  private static final Pattern CAP = Pattern.compile("configured cap \\((\\d+(?:\\.\\d+)?) (\\w+)");

  /** Decimal places between wei and ether. */
  private static final int ETHER_DECIMALS = 18;

  private final L1Client l1;
  private final BigInteger maxFeePerGasCap;
  private final WaitingTransactions<TransactionKey> waiting;

  RefusalReport(final L1Client l1, final L1TransactionSettings settings, final NodeStatus status) {
    this.l1 = l1;
    this.maxFeePerGasCap = settings.maxFeePerGasCap();
    this.waiting = new WaitingTransactions<>(status);
  }

  /**
   * @param before those of the account that have to be paid first
   */
  void refused(
      final MonitoredTransaction row,
      final L1SendException refusal,
      final List<MonitoredTransaction> before,
      final L1Client.Fees fees,
      final Duration pause) {
    final TransactionKey key = TransactionKey.of(row);
    waiting.remove(key);
    final String end =
        " It is kept and offered again in %d s; the endpoint says: %s"
            .formatted(pause.toSeconds(), refusal.getMessage());
    switch (refusal.refusal()) {
      case INSUFFICIENT_FUNDS -> waiting.add(FUNDS_KEY, key, funds(row, before) + end);
      case FEE_TOO_LOW ->
          waiting.add(
              row.maxFeePerGas().compareTo(maxFeePerGasCap) >= 0 ? FEE_CAP_KEY : REFUSED_KEY,
              key,
              tooLow(row, fees) + end);
      case FEE_CAP_EXCEEDED ->
          waiting.add(
              REFUSED_KEY,
              key,
              "L1 refuses transaction %s: it may cost %s, and the endpoint passes on nothing above %s. Raise that cap of the endpoint's (geth, Erigon, reth: --rpc.txfeecap; Besu: --rpc-tx-feecap), or give another endpoint."
                      .formatted(key, cost(row), cap(refusal.getMessage()))
                  + end);
      default ->
          waiting.add(
              REFUSED_KEY,
              key,
              "L1 refuses transaction %s, which may cost %s: %s."
                      .formatted(key, cost(row), refusal.refusal().meaning())
                  + end);
    }
  }

  /** No endpoint answered: it may be on its way or not. */
  void unanswered(final MonitoredTransaction row, final String why, final Duration pause) {
    waiting.add(
        REFUSED_KEY,
        TransactionKey.of(row),
        "no L1 endpoint has answered to transaction %s. It is kept and sent again in %d s: %s"
            .formatted(TransactionKey.of(row), pause.toSeconds(), why));
  }

  /** It waits in L1's pool, and the cap leaves no room for a higher fee. */
  void capReached(final MonitoredTransaction row, final L1Client.Fees fees) {
    waiting.add(FEE_CAP_KEY, TransactionKey.of(row), tooLow(row, fees));
  }

  void capIsEnough(final MonitoredTransaction row) {
    waiting.remove(FEE_CAP_KEY, TransactionKey.of(row));
  }

  /** An endpoint took it, it is over, or it starts anew. */
  void clear(final TransactionKey key) {
    waiting.remove(key);
  }

  private String tooLow(final MonitoredTransaction row, final L1Client.Fees fees) {
    return "L1 transaction %s waits with %s wei per gas, L1's base fee is %s wei and the suggested priority fee %s wei; the cap (--plugin-zknode-l1-max-fee-per-gas-wei) is %s wei."
        .formatted(
            TransactionKey.of(row),
            row.maxFeePerGas(),
            fees.baseFeePerGas(),
            fees.maxPriorityFeePerGas(),
            maxFeePerGasCap);
  }

  private String funds(final MonitoredTransaction row, final List<MonitoredTransaction> before) {
    final BigInteger balance = l1.balance(row.from());
    final BigInteger ahead =
        before.stream().map(MonitoredTransaction::maxCost).reduce(BigInteger.ZERO, BigInteger::add);
    final BigInteger needed = row.maxCost().add(ahead);
    return "L1 account %s has %s wei, %s wei are missing: transaction %s may cost %s%s."
        .formatted(
            row.from(),
            balance,
            needed.subtract(balance).max(BigInteger.ZERO),
            TransactionKey.of(row),
            cost(row),
            before.isEmpty() ? "" : ", and %d before it %s wei".formatted(before.size(), ahead));
  }

  private static String cost(final MonitoredTransaction row) {
    return "%s wei (%d gas at %s wei)".formatted(row.maxCost(), row.gasLimit(), row.maxFeePerGas());
  }

  private static String cap(final String message) {
    return capWei(message).map(wei -> wei + " wei").orElse("a cap that it does not name");
  }

  /** The cap that a refusal names, in wei. */
  static Optional<BigInteger> capWei(final String message) {
    final Matcher matcher = CAP.matcher(message.toLowerCase(Locale.ROOT));
    if (!matcher.find()) {
      return Optional.empty();
    }
    final BigDecimal amount = new BigDecimal(matcher.group(1));
    return Optional.of(
        (matcher.group(2).equals("wei") ? amount : amount.scaleByPowerOfTen(ETHER_DECIMALS))
            .setScale(0, RoundingMode.DOWN)
            .toBigInteger());
  }
}
