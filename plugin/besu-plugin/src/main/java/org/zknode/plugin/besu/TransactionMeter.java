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

  /** What came of a transaction. */
  sealed interface Verdict {
    /** It is part of the block, and its use of the sum. */
    record Fits() implements Verdict {}

    /** A whole batch has less than it uses. */
    record NeverFits(String reason) implements Verdict {}

    /** The batch has less left than it uses: the block ends before it. */
    record NotNow(String reason) implements Verdict {}
  }

  /**
   * Judges the transaction that was executed last.
   *
   * @param gas that it used
   */
  Verdict executed(final long gas) {
    if (budget.isEmpty()) {
      used = used.plus(Resources.ofGas(gas));
      return new Verdict.Fits();
    }
    final Resources own = Resources.of(gas, tracer.counters());
    final Resources whole = budget.get().whole();
    final Optional<Resource> beyondWhole = own.firstAbove(whole);
    if (beyondWhole.isPresent()) {
      final Resource resource = beyondWhole.get();
      return new Verdict.NeverFits(
          "it uses %d %s, an empty batch has %d"
              .formatted(own.amount(resource), resource.text(), whole.amount(resource)));
    }
    final Resources sum = used.plus(own);
    exhausted = sum.firstAbove(budget.get().left());
    if (exhausted.isPresent()) {
      final Resource resource = exhausted.get();
      return new Verdict.NotNow(
          "it uses %d %s, the batch has %d left"
              .formatted(
                  own.amount(resource),
                  resource.text(),
                  budget.get().left().amount(resource) - used.amount(resource)));
    }
    used = sum;
    return new Verdict.Fits();
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
