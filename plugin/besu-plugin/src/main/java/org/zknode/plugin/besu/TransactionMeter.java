/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.Optional;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;

/**
 * Meters the transactions of one block against what the batch has left; for one thread. A node that
 * derives a block has no budget and counts nothing: what is in the block is decided already.
 */
final class TransactionMeter {
  private static final Resources UNLIMITED =
      new Resources(
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  private final Optional<ResourceBudget> budget;
  private CountingTracer tracer;
  private Resources used = Resources.ZERO;
  private Optional<Resource> exhausted = Optional.empty();

  private TransactionMeter(final Optional<ResourceBudget> budget) {
    this.budget = budget;
  }

  /** Counts nothing but gas. */
  static TransactionMeter none() {
    return new TransactionMeter(Optional.empty());
  }

  /** Counts, and leaves nothing out. */
  static TransactionMeter unlimited() {
    return within(new ResourceBudget(UNLIMITED, UNLIMITED));
  }

  static TransactionMeter within(final ResourceBudget budget) {
    return new TransactionMeter(Optional.of(budget));
  }

  /** For the next transaction. */
  OperationTracer tracer() {
    if (budget.isEmpty()) {
      return OperationTracer.NO_TRACING;
    }
    tracer = new CountingTracer();
    return tracer;
  }

  /**
   * Why a transaction is left out.
   *
   * @param never a whole batch has less than it uses; otherwise the block ends before it
   */
  record Excess(String reason, boolean never) {}

  /**
   * Judges the transaction that was executed last, and adds what it used if it stays.
   *
   * @param gas that it used
   */
  Optional<Excess> executed(final long gas) {
    if (budget.isEmpty()) {
      used = used.plus(Resources.ofGas(gas));
      return Optional.empty();
    }
    final Resources own = Resources.of(gas, tracer.counters());
    final Resources whole = budget.get().whole();
    final Optional<Resource> beyondWhole = own.firstAbove(whole);
    if (beyondWhole.isPresent()) {
      return excess("it uses %d %s, an empty batch has %d", beyondWhole.get(), own, whole, true);
    }
    final Resources left = budget.get().left();
    final Resources sum = used.plus(own);
    exhausted = sum.firstAbove(left);
    if (exhausted.isPresent()) {
      return excess(
          "it uses %d %s, the batch has %d left", exhausted.get(), own, left.minus(used), false);
    }
    used = sum;
    return Optional.empty();
  }

  private static Optional<Excess> excess(
      final String format,
      final Resource resource,
      final Resources own,
      final Resources available,
      final boolean never) {
    return Optional.of(
        new Excess(
            format.formatted(own.amount(resource), resource.text(), available.amount(resource)),
            never));
  }

  /** What the batch has too little of for the transaction at which the block ended. */
  Optional<Resource> exhausted() {
    return exhausted;
  }

  /** By the transactions of the block. */
  Resources used() {
    return used;
  }
}
