/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.HeadTracker;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/** What became of sent transactions on L1: mined, reverted, taken away again, or never to be. */
final class MinedWatch {
  private static final Logger LOG = LoggerFactory.getLogger(MinedWatch.class);

  /**
   * A nonce is given up only after this many rounds in which L1 says that it is used and has a
   * receipt for none of our hashes: nodes index receipts a little later than nonces.
   */
  static final int ROUNDS_BEFORE_NONCE_REASSIGNMENT = 3;

  private final L1Client l1;
  private final MonitoredRows rows;
  private final HeadTracker heads;
  private final int confirmations;
  private final Map<TransactionKey, Integer> nonceUsedRounds = new HashMap<>();

  MinedWatch(
      final L1Client l1,
      final MonitoredRows rows,
      final HeadTracker heads,
      final int confirmations) {
    this.l1 = l1;
    this.rows = rows;
    this.heads = heads;
    this.confirmations = confirmations;
  }

  /** Of any of its hashes. L1 is asked only once a transaction of its nonce is mined. */
  Optional<L1Client.Receipt> receipt(final MonitoredTransaction row, final SendRound round) {
    final boolean nonceIsFree =
        row.nonce().filter(nonce -> round.minedNonces(row.from()).highest() <= nonce).isPresent();
    return nonceIsFree ? Optional.empty() : receipt(row);
  }

  /** Of any of its hashes. */
  Optional<L1Client.Receipt> receipt(final MonitoredTransaction row) {
    return row.history().reversed().stream().map(l1::receipt).flatMap(Optional::stream).findFirst();
  }

  void settle(
      final MonitoredTransaction row, final L1Client.Receipt receipt, final SendRound round) {
    final Optional<Long> block = Optional.of(receipt.blockNumber());
    nonceUsedRounds.remove(TransactionKey.of(row));
    heads.heard(receipt.blockNumber(), receipt.blockHash());
    if (round.head().number() - receipt.blockNumber() < confirmations) {
      if (!row.l1Block().equals(block)) {
        rows.save(MonitoredSteps.with(row, Status.SENT, block, row.error()), round);
      }
    } else if (isWithdrawal(row, receipt)) {
      rows.fail(row, block, row.error().orElse("withdrawn"), round);
    } else if (receipt.success()) {
      rows.confirmed(row, receipt.blockNumber(), round);
    } else {
      rows.reverted(
          row, block, "reverted in L1 block %d%s".formatted(block.get(), reason(row)), round);
    }
  }

  private static boolean isWithdrawal(
      final MonitoredTransaction row, final L1Client.Receipt receipt) {
    return row.withdrawnAt()
        .filter(from -> row.history().indexOf(receipt.transactionHash()) >= from)
        .isPresent();
  }

  /** A receipt has no reason; the dry run on today's state usually fails for the same one. */
  private String reason(final MonitoredTransaction row) {
    try {
      l1.estimateGas(row.from(), row.to(), row.data());
      return "";
    } catch (final L1RevertException e) {
      return ": " + e.getMessage();
    }
  }

  /** It was mined, and L1 does not have it any more. */
  MonitoredTransaction leftChain(final MonitoredTransaction row, final SendRound round) {
    LOG.warn("L1 transaction {} left the chain, sending it again", TransactionKey.of(row));
    rows.forget(row);
    return rows.save(MonitoredSteps.with(row, Status.SENT, Optional.empty(), row.error()), round);
  }

  /** True when its nonce is used on L1, most endpoints say so, and L1 shows none of our hashes. */
  boolean nonceIsLost(final MonitoredTransaction row, final SendRound round) {
    final TransactionKey key = TransactionKey.of(row);
    if (!round.minedNonces(row.from()).isUsed(row.nonce().orElseThrow())) {
      nonceUsedRounds.remove(key);
      return false;
    }
    final int times = nonceUsedRounds.merge(key, 1, Integer::sum);
    if (times >= ROUNDS_BEFORE_NONCE_REASSIGNMENT) {
      final String why = "nonce %d was used by another transaction".formatted(row.nonce().get());
      nonceUsedRounds.remove(key);
      if (row.withdrawnAt().isPresent()) {
        rows.fail(row, Optional.empty(), row.error().orElse("withdrawn"), round);
      } else {
        LOG.warn("L1 transaction {}: {}", key, why);
        rows.forget(row);
        rows.save(MonitoredSteps.withoutNonce(row, why), round);
      }
    }
    return true;
  }
}
