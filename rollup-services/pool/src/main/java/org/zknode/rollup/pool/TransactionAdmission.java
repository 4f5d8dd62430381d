/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.chain.IntrinsicGas;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;

/**
 * Checks a user's transaction and stores it in the pool. Rules, their order and their texts are
 * those of docs/spec/pool.md, "Admission", with the EIPs that came with typed transactions; whether
 * it is known and what it replaces need the table and are the pool's. The client's address does not
 * count, because a host does not tell it. What a transaction needs is tried by {@link
 * AdmissionTrial} and metered when a block is built, and there is no effective gas price.
 */
public final class TransactionAdmission implements TransactionGateway {
  /** Transactions that are tried at a time: half of the cores, which others need too. */
  private static final int TRIALS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final TransactionPool pool;
  private final ExecutionEngine engine;
  private final AdmissionLimits limits;
  private final ListRules lists;
  private final Supplier<PriceFloor> floor;
  private final Supplier<Optional<String>> standstill;
  private final AdmissionTrial trial;
  private final Map<RefusalReason, Metrics.Counter> refusals = new EnumMap<>(RefusalReason.class);
  private final Metrics.Counter added;

  /**
   * @param floor what transactions have to pay now
   * @param batch what an empty batch has of each resource
   * @param standstill why no blocks are built, where senders should know it; empty while they are
   */
  public TransactionAdmission(
      final TransactionPool pool,
      final ExecutionEngine engine,
      final AdmissionLimits limits,
      final SenderRules senders,
      final Supplier<PriceFloor> floor,
      final Resources batch,
      final Supplier<Optional<String>> standstill,
      final Clock clock,
      final Metrics metrics) {
    this.pool = pool;
    this.engine = engine;
    this.limits = limits;
    this.lists = new ListRules(senders);
    this.floor = floor;
    this.standstill = standstill;
    this.trial = new AdmissionTrial(engine, batch, TRIALS, clock, metrics);
    this.added = metrics.counter("pool_transactions_added_total", "Transactions that were taken");
    for (final RefusalReason reason : RefusalReason.values()) {
      refusals.put(reason, metrics.counter(reason.metricName(), reason.metricHelp()));
    }
  }

  @Override
  public void submit(final SignedTransaction transaction) throws PoolRejectedException {
    try {
      admit(transaction);
      added.increment();
    } catch (final PoolRejectedException e) {
      refusals.get(e.reason()).increment();
      throw e;
    }
  }

  private void admit(final SignedTransaction transaction) throws PoolRejectedException {
    try {
      checkStandstill();
      checkForm(transaction);
      final TransactionCost cost = TransactionCost.of(transaction);
      refuseIf(cost.encodedBytes() > limits.maxTransactionBytes(), RefusalReason.OVERSIZED_DATA);
      checkLists(transaction);
      checkState(transaction, cost, engine.account(transaction.sender()));
      checkGas(transaction, cost);
      store(transaction, cost, trial.check(transaction, cost));
    } catch (final TemporaryException e) {
      throw unavailable(e.getMessage());
    }
  }

  private void checkStandstill() throws PoolRejectedException {
    final Optional<String> why = standstill.get();
    if (why.isPresent()) {
      throw unavailable(why.get());
    }
  }

  private static PoolRejectedException unavailable(final String why) {
    return RefusalReason.UNAVAILABLE.with(
        "this node cannot take transactions now, try again later: " + why);
  }

  private void store(
      final SignedTransaction transaction, final TransactionCost cost, final boolean tried)
      throws PoolRejectedException {
    try {
      pool.add(transaction, cost);
    } catch (final PoolRejectedException e) {
      if (tried) {
        trial.refused(transaction, e.reason());
      }
      throw e;
    }
  }

  private void checkForm(final SignedTransaction transaction) throws PoolRejectedException {
    if (transaction.chainId().isPresent()) {
      final long chainId = transaction.chainId().getAsLong();
      final boolean legacy = transaction.type() == TransactionType.LEGACY;
      // v = 35 claims EIP-155 for chain id 0, which stands for no chain id.
      refuseIf(legacy && chainId == 0, RefusalReason.INVALID_SENDER);
      refuseIf(chainId != engine.chainId(), RefusalReason.INVALID_CHAIN_ID);
    }
    refuseIf(!limits.allowedTypes().contains(transaction.type()), RefusalReason.TYPE_NOT_SUPPORTED);
    if (transaction.type() == TransactionType.SET_CODE) {
      refuseIf(transaction.to().isEmpty(), RefusalReason.SET_CODE_CREATION);
      refuseIf(transaction.authorizations().isEmpty(), RefusalReason.NO_AUTHORIZATIONS);
    }
  }

  private void checkLists(final SignedTransaction transaction) throws PoolRejectedException {
    final Optional<RefusalReason> refusal = lists.refusal(transaction);
    if (refusal.isPresent()) {
      throw refusal.get().with();
    }
  }

  private void checkState(
      final SignedTransaction transaction, final TransactionCost cost, final AccountState account)
      throws PoolRejectedException {
    refuseIf(transaction.nonce() < account.nonce(), RefusalReason.NONCE_TOO_LOW);
    refuseIf(
        transaction.nonce() - account.nonce() >= limits.maxNonceGap(),
        RefusalReason.NONCE_TOO_HIGH);
    // One transaction of anybody can make all of them inapplicable (EIP-7702, "Transaction pool").
    refuseIf(
        account.delegated() && transaction.nonce() != account.nonce(),
        RefusalReason.DELEGATED_SENDER);
    refuseIf(pool.isFull(), RefusalReason.POOL_FULL);
    refuseIf(
        transaction.nonce() > account.nonce()
            && !pool.takesGaps()
            && !pool.hasNonces(transaction.sender(), account.nonce(), transaction.nonce()),
        RefusalReason.POOL_CROWDED);
    checkPrice(transaction, cost);
    refuseIf(
        transaction.maxPriorityFeePerGas().compareTo(transaction.maxFeePerGas()) > 0,
        RefusalReason.PRIORITY_FEE_ABOVE_MAX);
    refuseIf(
        account.balance().compareTo(transaction.upfrontCost()) < 0,
        RefusalReason.INSUFFICIENT_FUNDS);
  }

  /** What it would pay in the next block; all types alike. */
  private void checkPrice(final SignedTransaction transaction, final TransactionCost cost)
      throws PoolRejectedException {
    final BigInteger baseFee = BaseFee.after(engine.head()).toUnsignedBigInteger();
    final BigInteger pays =
        PriceFloor.effectivePrice(
            transaction.maxFeePerGas(), transaction.maxPriorityFeePerGas(), baseFee);
    final BigInteger needed = floor.get().of(cost.dataGas(), cost.leastGas());
    refuseIf(pays.compareTo(needed) < 0, RefusalReason.GAS_PRICE_TOO_LOW, pays, baseFee, needed);
  }

  private void checkGas(final SignedTransaction transaction, final TransactionCost cost)
      throws PoolRejectedException {
    refuseIf(cost.intrinsicGas() > transaction.gasLimit(), RefusalReason.INTRINSIC_GAS_TOO_LOW);
    refuseIf(
        cost.floorGas() > transaction.gasLimit(),
        RefusalReason.FLOOR_GAS_TOO_LOW,
        transaction.gasLimit(),
        cost.floorGas());
    final int dataBytes = transaction.data().size();
    refuseIf(
        dataBytes > limits.maxDataBytes(),
        RefusalReason.DATA_TOO_LONG,
        dataBytes,
        limits.maxDataBytes());
    refuseIf(
        transaction.to().isEmpty() && dataBytes > IntrinsicGas.MAX_INIT_CODE_BYTES,
        RefusalReason.INIT_CODE_TOO_LONG,
        dataBytes,
        IntrinsicGas.MAX_INIT_CODE_BYTES);
    refuseIf(
        transaction.gasLimit() > limits.blockGasLimit(), RefusalReason.EXCEEDS_BLOCK_GAS_LIMIT);
  }

  private static void refuseIf(
      final boolean condition, final RefusalReason reason, final Object... details)
      throws PoolRejectedException {
    if (condition) {
      throw reason.with(details);
    }
  }
}
