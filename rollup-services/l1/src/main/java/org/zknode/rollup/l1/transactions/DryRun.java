/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Client.Call;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.state.MonitoredTransaction;

/**
 * Whether the contracts would take a call, and how much gas it needs. A call that builds on another
 * one that is not mined yet is simulated after it (eth_simulateV1); where L1 does not offer that,
 * the gas follows from what the other one needs, and the call goes out without a dry run.
 */
final class DryRun {
  /** Per cent on top of the estimate: state may change between dry run and execution. */
  private static final long MARGIN_PERCENT = 20;

  /**
   * Per cent on top of the gas that a simulation used: refunds come afterwards, and a call keeps a
   * 64th of the gas for its caller.
   */
  private static final long SIMULATION_MARGIN_PERCENT = 50;

  /**
   * Rounds in a row in which a call that builds on another reverts before it counts: another
   * endpoint may not have seen yet that the other one is mined.
   */
  private static final int ROUNDS_BEFORE_REVERT = 3;

  /** What a dry run comes to. */
  sealed interface Result {
    /**
     * @param limit with a margin
     */
    record Gas(long limit) implements Result {}

    record Reverts(String reason) implements Result {}

    /** Asked again in the next round. */
    record Later() implements Result {}
  }

  private final L1Client l1;
  private final Map<TransactionKey, Integer> reverts = new HashMap<>();

  DryRun(final L1Client l1) {
    this.l1 = l1;
  }

  /**
   * @param before waiting transactions of its account that will be mined before it, in order
   */
  Result of(final MonitoredTransaction row, final List<MonitoredTransaction> before) {
    final boolean builds = row.dependsOn().isPresent();
    try {
      final Result result =
          builds && !before.isEmpty()
              ? after(row, before)
              : new Result.Gas(withMargin(l1.estimateGas(row.from(), row.to(), row.data())));
      reverts.remove(TransactionKey.of(row));
      return result;
    } catch (final L1RevertException e) {
      final int times = reverts.merge(TransactionKey.of(row), 1, Integer::sum);
      if (builds && times < ROUNDS_BEFORE_REVERT) {
        return new Result.Later();
      }
      reverts.remove(TransactionKey.of(row));
      return new Result.Reverts("the dry run reverted: " + e.getMessage());
    }
  }

  private Result after(final MonitoredTransaction row, final List<MonitoredTransaction> before)
      throws L1RevertException {
    final List<Call> calls =
        Stream.concat(before.stream(), Stream.of(row))
            .map(each -> new Call(each.to(), each.data()))
            .toList();
    return switch (l1.simulate(row.from(), calls)) {
      case L1Client.Simulation.Used used ->
          new Result.Gas(used.gas() + used.gas() * SIMULATION_MARGIN_PERCENT / 100);
      case L1Client.Simulation.EarlierReverts earlier -> new Result.Later();
      case L1Client.Simulation.NotOffered none -> new Result.Gas(like(before.getLast(), row));
    };
  }

  private static long withMargin(final long estimate) {
    return estimate + estimate * MARGIN_PERCENT / 100;
  }

  /** From a transaction with the same kind of call, whose gas limit has a margin already. */
  private static long like(final MonitoredTransaction other, final MonitoredTransaction row) {
    final long size = Math.max(1, row.data().size());
    final long otherSize = Math.max(1, other.data().size());
    final long execution = Math.max(0, other.gasLimit() - CalldataGas.intrinsic(other.data()));
    final long scaled = size <= otherSize ? execution : execution * size / otherSize;
    return withMargin(
        Math.max(CalldataGas.intrinsic(row.data()) + scaled, CalldataGas.floor(row.data())));
  }
}
