/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.metrics.Metrics.Counter;
import org.zknode.rollup.service.BackOff;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * Makes L1's global exit roots known on L2: that of the newest leaf that a block names, since it
 * covers all older deposits; as soon as the block is there, and again when an unwind took it back
 * (docs/spec/bridge.md, "Global exit roots on L2"). Whoever deposits on L1 makes it spend, so there
 * is a limit of each day, and a shortest time between two while the day's share of it is spent. Of
 * one thread.
 */
public final class ExitRootInjector {
  static final String LATE = "bridge-exit-root-late";
  static final String LIMIT = "bridge-exit-root-limit";
  static final String FAILED = "bridge-exit-root-failed";

  /** Twice of what it was measured to use. */
  static final long GAS_LIMIT = 160_000;

  /** EIP-4788, and the places of its ring. */
  private static final Address BEACON_ROOTS =
      Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

  private static final BackOff BACK_OFF =
      BackOff.doubling(Duration.ofSeconds(2), Duration.ofMinutes(5));

  private final StateStore store;
  private final ExecutionEngine engine;
  private final Address exitRootManager;
  private final Duration interval;
  private final L2Account account;
  private final Budget budget;
  private final NodeStatus status;
  private final Clock clock;
  private final L1InfoProofs proofs;
  private final Counter proven;
  private Optional<Bytes32> onItsWay = Optional.empty();
  private long notBefore = Long.MIN_VALUE;
  private int failures;

  /**
   * @param exitRootManager on L2
   * @param interval shortest time between two transactions while it spends faster than the limit
   *     lasts
   */
  public ExitRootInjector(
      final StateStore store,
      final ExecutionEngine engine,
      final Address exitRootManager,
      final Duration interval,
      final DailyLimit limit,
      final SpendingBook book,
      final L2Account account,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    this.store = store;
    this.engine = engine;
    this.exitRootManager = exitRootManager;
    this.interval = interval;
    this.account = account;
    this.budget =
        new Budget(
            SpendingBook.Purpose.EXIT_ROOTS,
            limit,
            book,
            clock,
            metrics.counter(
                "bridge_exit_root_limit_refusals_total",
                "Global exit roots that the limit of a day held back, each time one was due"));
    this.proven =
        metrics.counter("bridge_exit_roots_total", "Global exit roots of L1 brought onto L2");
    this.status = status;
    this.clock = clock;
    this.proofs = new L1InfoProofs(store);
  }

  private record Named(BlockInfo block, L1InfoLeaf leaf) {}

  /** One look; sends at most one transaction. */
  public void step() {
    final L2Block head = engine.head();
    final Optional<Named> found = newest(head);
    if (found.isEmpty() || isKnown(head, found.get().leaf().globalExitRoot())) {
      List.of(LATE, LIMIT, FAILED).forEach(status::recovered);
      failures = 0;
      return;
    }
    final Named named = found.get();
    if (onItsWay.isPresent() || clock.millis() < notBefore || account.holds().isPresent()) {
      return;
    }
    if (!isInRing(head, named)) {
      status.degraded(
          LATE,
          "L2 block %d named the newest leaf of the L1 info tree (%d) more than %d seconds before"
                  .formatted(
                      named.block().number(), named.leaf().index(), BridgeCalls.PROVABLE_SECONDS)
              + " the newest block, so its global exit root %s can be proven on L2 no more; the"
                  .formatted(named.leaf().globalExitRoot())
              + " next deposit on L1 that updates the exit root brings one that covers it");
      return;
    }
    status.recovered(LATE);
    proofs.proof(named.leaf()).ifPresent(proof -> send(named, proof));
  }

  /** The newest leaf that a block of this chain names. */
  private Optional<Named> newest(final L2Block head) {
    return store
        .read(
            tx ->
                tx.blocks()
                    .lastWithL1InfoLeaf()
                    .flatMap(
                        block ->
                            tx.l1InfoLeaves()
                                .find(block.l1InfoTreeIndex())
                                .map(leaf -> new Named(block, leaf))))
        .filter(named -> named.block().number() <= head.number())
        .filter(
            named ->
                engine
                    .block(named.block().number())
                    .filter(block -> block.hash().equals(named.block().hash()))
                    .isPresent());
  }

  private boolean isKnown(final L2Block head, final Bytes32 globalExitRoot) {
    return !engine
        .storage(head.number(), exitRootManager, BridgeCalls.globalExitRootSlot(globalExitRoot))
        .isZero();
  }

  private boolean isInRing(final L2Block head, final Named named) {
    final long place = named.block().timestamp() % BridgeCalls.PROVABLE_SECONDS;
    return engine
            .storage(head.number(), BEACON_ROOTS, UInt256.valueOf(place))
            .equals(UInt256.valueOf(named.block().timestamp()).toBytes())
        && engine
            .storage(
                head.number(), BEACON_ROOTS, UInt256.valueOf(place + BridgeCalls.PROVABLE_SECONDS))
            .equals(named.leaf().l1InfoRoot());
  }

  private void send(final Named named, final List<Bytes32> proof) {
    final L1InfoLeaf leaf = named.leaf();
    final L2Call call =
        new L2Call(
            "proof of global exit root " + leaf.globalExitRoot(),
            exitRootManager,
            BridgeCalls.proveGlobalExitRoot(
                named.block().timestamp(),
                leaf.index() - 1,
                leaf.globalExitRoot(),
                leaf.previousL1BlockHash(),
                leaf.timestamp(),
                proof));
    final Optional<NotSent> refused =
        account.send(call, GAS_LIMIT, budget, outcome -> settled(leaf, outcome));
    if (refused.isPresent()) {
      status.degraded(
          LIMIT,
          "global exit root %s is not brought onto L2 now, so newer deposits of L1 wait: %s"
              .formatted(leaf.globalExitRoot(), refused.get().why()));
      notBefore = clock.millis() + BACK_OFF.after(++failures).toMillis();
      return;
    }
    status.recovered(LIMIT);
    onItsWay = Optional.of(leaf.globalExitRoot());
    notBefore = clock.millis() + (budget.isAhead() ? interval.toMillis() : 0);
  }

  private void settled(final L1InfoLeaf leaf, final L2Outcome outcome) {
    onItsWay = Optional.empty();
    if (outcome instanceof L2Outcome.GivenUp) {
      notBefore = clock.millis() + BACK_OFF.after(++failures).toMillis();
    }
    if (!(outcome instanceof L2Outcome.Mined mined)) {
      return;
    }
    if (mined.success()) {
      proven.increment();
    } else {
      failures++;
      notBefore =
          clock.millis() + Math.max(interval.toMillis(), BACK_OFF.after(failures).toMillis());
      status.degraded(
          FAILED,
          "the exit root manager %s on L2 refused the proof of global exit root %s; is it the one"
                  .formatted(exitRootManager, leaf.globalExitRoot())
              + " of docs/spec/bridge.md?");
    }
  }
}
