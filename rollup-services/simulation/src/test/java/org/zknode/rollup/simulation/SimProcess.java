/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.bridge.L1BridgeIndex;
import org.zknode.rollup.bridge.L2BridgeIndex;
import org.zknode.rollup.bridge.MissedClaims;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.service.SteppedLoop;
import org.zknode.rollup.state.ExitRootEngine;
import org.zknode.rollup.state.LocalExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.CrashPoint;

/** One life of a node: its services, each driven by its steps, until it dies. */
abstract class SimProcess {
  /** How often an idle loop steps; coarser than the product's, which changes nothing but pace. */
  static final Duration POLL = Duration.ofSeconds(3);

  /** Seldom, for speed: L1 has a block every 12 s. */
  private static final Duration INDEX_POLL = Duration.ofSeconds(15);

  private record Loop(String name, Supplier<Optional<Duration>> step) {}

  final World world;
  private final SimNode node;
  private final Faults faults;
  private final StateStore session;
  final StateStore store;
  final ExecutionEngine engine;
  final LocalExitRoots exitRoots;
  final SimL1Client l1;
  final NodeStatusTracker status;
  private final List<Loop> loops = new ArrayList<>();
  private boolean dead;

  SimProcess(final World world, final SimNode node) {
    this.world = world;
    this.node = node;
    this.faults = new Faults(world, this);
    this.session = node.database().session();
    this.store = new FaultyStore(session, faults);
    final ExecutionEngine own =
        new FaultyEngine(
            node.engine(), new SimReceipts(node.engine(), world.shared).reader(), faults);
    this.exitRoots = new LocalExitRoots(own, store);
    this.engine = new ExitRootEngine(own, exitRoots);
    this.l1 = new SimL1Client(world, this);
    this.status = new NodeStatusTracker(node.clock(), event -> {});
    final BridgeStore bridge = new FaultyBridgeStore(node.bridge(), faults);
    final L1BridgeIndex onL1 = new L1BridgeIndex(bridge, store, l1, SimExits.CONTRACTS);
    final L2BridgeIndex onL2 = new L2BridgeIndex(bridge, engine, exitRoots, SimExits.CONTRACTS);
    final MissedClaims missed =
        new MissedClaims(
            bridge,
            MemoryBridgeView.of(node.bridge(), faults),
            l1,
            SimExits.CONTRACTS,
            node.clock());
    everyUntilDone(INDEX_POLL, "bridge-l1-index", () -> onL1.step() || missed.step());
    everyUntilDone(INDEX_POLL, "bridge-l2-index", onL2::step);
  }

  SimNode node() {
    return node;
  }

  Faults faults() {
    return faults;
  }

  boolean isDead() {
    return dead;
  }

  void die(final String where) {
    if (!dead) {
      dead = true;
      node.died(this, where);
    }
  }

  void closeSession() {
    session.close();
  }

  L1TransactionSettings transactionSettings() {
    return new L1TransactionSettings(
        world.plan.confirmations(),
        L1TransactionSettings.DEFAULT_REPLACE_AFTER,
        L1TransactionSettings.DEFAULT_MAX_FEE_PER_GAS);
  }

  void every(final Duration interval, final String name, final ServiceLoop.Step step) {
    final SteppedLoop loop = new SteppedLoop(name, interval, step, status, world.random);
    loops.add(new Loop(name, loop::step));
  }

  void everyUntilDone(final Duration interval, final String name, final BooleanSupplier step) {
    every(
        interval,
        name,
        () -> {
          boolean more = true;
          while (more && !status.isHalted()) {
            more = step.getAsBoolean();
          }
        });
  }

  void start() {
    for (final Loop loop : loops) {
      world.scheduler.after(world.random.nextInt(2_000), () -> run(loop));
    }
  }

  private void run(final Loop loop) {
    if (dead) {
      return;
    }
    final Optional<Duration> next = attempt(loop.step()).flatMap(result -> result);
    world.step(this, loop.name(), next.map(Duration::toMillis).orElse(-1L));
    if (!dead && next.isPresent()) {
      final long millis = next.get().toMillis();
      world.scheduler.after(1 + millis / 2 + world.random.nextLong(millis + 1), () -> run(loop));
    }
  }

  /** Empty when the process died of it. */
  <T> Optional<T> attempt(final Supplier<T> work) {
    try {
      return Optional.ofNullable(work.get());
    } catch (final CrashPoint.Crash e) {
      world.check(dead, "a crash without a death in " + node.name());
      return Optional.empty();
    }
  }
}
