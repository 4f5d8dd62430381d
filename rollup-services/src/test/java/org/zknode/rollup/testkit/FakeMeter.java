/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;

/**
 * Meters transactions as an engine with a tracer does; a transaction's use is given by the test.
 */
final class FakeMeter {
  /** Builds the block of these transactions. */
  interface Building {
    BlockResult of(List<Bytes> transactions);
  }

  private final Function<Bytes, Resources> useOf;
  private final List<SkippedTransaction> left = new ArrayList<>();
  private final List<Integer> indexes = new ArrayList<>();
  private Resources used = Resources.ZERO;
  private Optional<Resource> exhausted = Optional.empty();

  FakeMeter(final Function<Bytes, Resources> useOf) {
    this.useOf = useOf;
  }

  BlockResult build(
      final List<Bytes> transactions, final ResourceBudget budget, final Building building) {
    for (int i = 0; i < transactions.size(); i++) {
      final Bytes raw = transactions.get(i);
      final Resources own = useOf.apply(raw);
      if (exhausted.isPresent()) {
        left.add(new SkippedTransaction(i, raw, "the batch is full", true));
      } else if (own.firstAbove(budget.whole()).isPresent()) {
        left.add(
            new SkippedTransaction(
                i, raw, "too much " + own.firstAbove(budget.whole()).get().text(), false, true));
      } else {
        judge(i, raw, own, budget.left());
      }
    }
    final BlockResult built = building.of(indexes.stream().map(transactions::get).toList());
    built
        .skipped()
        .forEach(
            skipped ->
                left.add(
                    new SkippedTransaction(
                        indexes.get(skipped.index()),
                        skipped.transaction(),
                        skipped.reason(),
                        skipped.retryable())));
    left.sort(Comparator.comparingInt(SkippedTransaction::index));
    return new BlockResult(built.block(), left, sum(built.block().transactions()), exhausted);
  }

  private void judge(
      final int index, final Bytes raw, final Resources own, final Resources remaining) {
    exhausted = used.plus(own).firstAbove(remaining);
    if (exhausted.isPresent()) {
      left.add(new SkippedTransaction(index, raw, "the batch is full", true));
    } else {
      used = used.plus(own);
      indexes.add(index);
    }
  }

  Resources sum(final List<Bytes> transactions) {
    return transactions.stream().map(useOf).reduce(Resources.ZERO, Resources::plus);
  }
}
