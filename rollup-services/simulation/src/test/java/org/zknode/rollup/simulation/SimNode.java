/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.Optional;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.MemoryStateStore;

/** A node: what outlives its processes (engine, state DB, clock), and the process of now. */
final class SimNode {
  private final World world;
  private final String name;
  private final java.util.function.Function<SimNode, SimProcess> program;
  private final SimClock clock;
  private final FakeEngine engine;
  private final MemoryStateStore database = new MemoryStateStore();

  /** Looks into the state DB from outside, past all faults. */
  private final StateStore inspector = database.session();

  private final MemoryBridgeStore bridge = new MemoryBridgeStore();
  private Optional<SimProcess> process = Optional.empty();
  private long databaseDownUntil;
  private long l1DownUntil;
  private long l1Lag;
  private long liesFrom;
  private boolean halted;

  /**
   * @param program makes the process when it starts
   */
  SimNode(
      final World world,
      final String name,
      final java.util.function.Function<SimNode, SimProcess> program) {
    this.world = world;
    this.name = name;
    this.program = program;
    this.clock = new SimClock(world.scheduler);
    this.engine = Terms.engine(world.shared);
    if (!world.plan.restores()) {
      // As on Besu. A main node whose state DB is an older one may need older states.
      engine.keepStates(Terms.KEPT_STATES);
    }
  }

  String name() {
    return name;
  }

  SimClock clock() {
    return clock;
  }

  FakeEngine engine() {
    return engine;
  }

  MemoryStateStore database() {
    return database;
  }

  /** Tables of the bridge's index. */
  MemoryBridgeStore bridge() {
    return bridge;
  }

  StateStore inspector() {
    return inspector;
  }

  /** Empty while it is down. */
  Optional<SimProcess> process() {
    return process;
  }

  void start() {
    world.trace(name + " starts");
    final SimProcess fresh = program.apply(this);
    process = Optional.of(fresh);
    fresh.start();
  }

  /** The process is dead: the engine may have lost its newest blocks, locks linger. */
  void died(final SimProcess dead, final String where) {
    world.trace(name + " dies " + where);
    process = Optional.empty();
    if (world.random.nextInt(4) == 0) {
      final long lost = Math.min(engine.head().number(), 1 + world.random.nextInt(3));
      world.trace(name + " lost " + lost + " blocks of its engine");
      engine.unwindTo(engine.head().number() - lost);
    }
    if (this == world.main && world.plan.restores() && world.faulty()) {
      restoreOldDatabase();
    }
    world.scheduler.after(world.random.nextInt(8_000), dead::closeSession);
    world.scheduler.after(500 + world.random.nextInt(40_000), this::start);
  }

  /** The state DB is one of some time ago; the pool, the engine and L1 are not. */
  private void restoreOldDatabase() {
    if (world.random.nextInt(3) > 0) {
      return;
    }
    final int l1Blocks = world.random.nextInt(30);
    final int batches = world.random.nextInt(6);
    world.trace("%s has a state DB %d batches old".formatted(name, batches));
    inspector.update(
        tx -> {
          final long head = tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L);
          tx.l1Blocks().deleteAbove(Math.max(0, head - l1Blocks));
          final long last = tx.batches().last().map(Batch::number).orElse(0L);
          final long kept = Math.max(0, last - batches);
          final long block = tx.batches().find(kept).map(Batch::lastBlock).orElse(0L);
          tx.batches().deleteAbove(kept);
          tx.blocks().deleteAbove(block);
        });
  }

  void kill() {
    process.ifPresent(
        running -> {
          if (!halted) {
            running.die("at any moment");
          }
        });
  }

  void databaseDownFor(final long millis) {
    databaseDownUntil = world.scheduler.now() + millis;
  }

  boolean isDatabaseDown() {
    return world.scheduler.now() < databaseDownUntil;
  }

  void l1DownFor(final long millis) {
    l1DownUntil = world.scheduler.now() + millis;
  }

  boolean isL1Down() {
    return world.scheduler.now() < l1DownUntil;
  }

  void lagBehindL1(final long blocks) {
    l1Lag = blocks;
  }

  long l1Lag() {
    return l1Lag;
  }

  /** Its L1 endpoint lies about batches from that one on. */
  void lieFrom(final long batch) {
    liesFrom = batch;
  }

  long liesFrom() {
    return liesFrom;
  }

  void halted() {
    halted = true;
  }

  boolean isHalted() {
    return halted;
  }
}
