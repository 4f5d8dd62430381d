/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.l1.contracts.FeeTokenAbi;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * Lets the consensus contract take batch fees out of the sequencer's account
 * (docs/spec/settlement.md, "Fee allowance"), for so many batches at a time that approving costs
 * little, and never for more than the operator allows.
 */
public final class FeeAllowance {
  /** Owner of its monitored transactions. */
  public static final String OWNER = "fee-allowance";

  /** Key of {@link NodeStatus#degraded}: the fees are above the operator's limit. */
  public static final String ABOVE_LIMIT = "fees-above-limit";

  /** Batches whose fees are approved at a time. */
  static final long APPROVED_BATCHES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(FeeAllowance.class);

  private final RollupTerms terms;
  private final StateStore store;
  private final L1TransactionManager manager;
  private final Address sender;
  private final Address rollup;
  private final BigInteger limit;
  private final NodeStatus status;

  /**
   * @param sender pays, and signs with a key of the manager
   * @param rollup the consensus contract
   * @param limit most that is approved at a time, in the token's smallest unit; 0 = no limit
   */
  public FeeAllowance(
      final RollupTerms terms,
      final StateStore store,
      final L1TransactionManager manager,
      final Address sender,
      final Address rollup,
      final BigInteger limit,
      final NodeStatus status) {
    this.terms = terms;
    this.store = store;
    this.manager = manager;
    manager.watch(OWNER);
    this.sender = sender;
    this.rollup = rollup;
    this.limit = limit;
    this.status = status;
  }

  /**
   * Whether the contract may take the fees of so many batches now; if not, approves them.
   *
   * @param before batches in sequences that wait to be mined: their fees are taken before
   * @throws org.zknode.rollup.service.TemporaryException L1 cannot be reached
   */
  boolean covers(final long batches, final long before) {
    final Optional<Address> token = terms.feeToken();
    if (token.isEmpty() || batches == 0) {
      return true;
    }
    final BigInteger fee = terms.batchFee();
    final BigInteger alone = fee.multiply(BigInteger.valueOf(batches));
    final BigInteger needed = fee.multiply(BigInteger.valueOf(batches + before));
    if (terms.feeAllowance(token.get(), sender).compareTo(needed) >= 0) {
      status.recovered(ABOVE_LIMIT);
      return true;
    }
    if (limit.signum() > 0 && alone.compareTo(limit) > 0) {
      status.degraded(
          ABOVE_LIMIT,
          "the fees of %d batches are %s of token %s, the limit is %s: nothing is sent"
              .formatted(batches, alone, token.get(), limit));
      return false;
    }
    status.recovered(ABOVE_LIMIT);
    if (limit.signum() > 0 && needed.compareTo(limit) > 0) {
      // Once those before are mined, the limit is enough for these.
      return false;
    }
    approve(token.get(), amount(fee, batches + before));
    return false;
  }

  private BigInteger amount(final BigInteger fee, final long batches) {
    final BigInteger wanted = fee.multiply(BigInteger.valueOf(Math.max(batches, APPROVED_BATCHES)));
    return limit.signum() > 0 ? wanted.min(limit) : wanted;
  }

  /** One at a time; a confirmed id cannot be used again, so they are numbered. */
  private void approve(final Address token, final BigInteger amount) {
    final List<MonitoredTransaction> newest =
        store.read(tx -> tx.monitoredTransactions().ofOwner(OWNER, 1));
    final long last =
        newest.stream().findFirst().map(tx -> Long.parseLong(tx.id().split("-", -1)[1])).orElse(0L);
    final Optional<Status> state = newest.stream().findFirst().map(MonitoredTransaction::status);
    if (state.filter(s -> s == Status.CREATED || s == Status.SENT).isPresent()) {
      return;
    }
    final long number = state.filter(s -> s == Status.FAILED).isPresent() ? last : last + 1;
    LOG.info("approving {} of fee token {} for the consensus contract {}", amount, token, rollup);
    manager.submit(OWNER, "approve-" + number, sender, token, FeeTokenAbi.approve(rollup, amount));
    manager.sendSubmitted();
  }
}
