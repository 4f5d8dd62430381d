/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.function.Supplier;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.CrashPoint;

/** What goes wrong in one process: at each call of a port it may fail, take long, or die. */
final class Faults {
  private static final int SCALE = 10_000;

  private final World world;
  private final SimProcess process;

  Faults(final World world, final SimProcess process) {
    this.world = world;
    this.process = process;
  }

  private boolean happens(final int ofScale) {
    return world.faulty()
        && !world.isSpared(process.node())
        && ofScale > 0
        && world.random.nextInt(SCALE) < ofScale;
  }

  private int flakiness() {
    return world.plan.flakiness();
  }

  private void enter() {
    if (process.isDead()) {
      throw new CrashPoint.Crash();
    }
  }

  /** In one thread the others wait, too: not where the main node is spared. */
  private void slow() {
    if (!world.plan.sparesMain() && happens(flakiness() / 4)) {
      final long millis = 200 + world.random.nextInt(9_000);
      world.trace(process.node().name() + " is slow for " + millis + " ms");
      world.scheduler.pass(millis);
    }
  }

  private void mayDie(final String where) {
    if (happens(world.plan.crashiness())) {
      process.die(where);
      throw new CrashPoint.Crash();
    }
  }

  void read() {
    enter();
    if (process.node().isDatabaseDown() || happens(flakiness() / 4)) {
      throw new TemporaryException("the state DB is gone");
    }
    slow();
  }

  /**
   * @param commit runs the transaction; its argument runs last in it
   */
  <T> T write(final java.util.function.Function<Runnable, T> commit) {
    read();
    mayDie("before a commit");
    final T result =
        commit.apply(
            () -> {
              if (happens(flakiness() / 2)) {
                throw new TemporaryException("the state DB is gone before the commit");
              }
            });
    mayDie("after a commit");
    if (happens(flakiness() / 2)) {
      throw new TemporaryException("the state DB is gone after the commit");
    }
    return result;
  }

  void pool() {
    enter();
    if (world.isPoolDown() || happens(flakiness())) {
      throw new TemporaryException("the pool DB is gone");
    }
  }

  void afterPoolWrite() {
    mayDie("after a write to the pool");
    if (happens(flakiness())) {
      throw new TemporaryException("the pool DB is gone after the commit");
    }
  }

  void engineRead() {
    enter();
    if (happens(flakiness() / 8)) {
      throw new EngineException("the engine does not answer");
    }
  }

  <T> T engineChange(final Supplier<T> change) {
    engineRead();
    mayDie("before a change of the engine");
    final T result = change.get();
    mayDie("after a change of the engine");
    return result;
  }

  void l1Call() {
    enter();
    if (process.node().isL1Down() || happens(flakiness() / 4)) {
      throw new TemporaryException("L1 does not answer");
    }
  }

  void afterL1Send() {
    mayDie("after a transaction went to L1");
    if (happens(flakiness())) {
      throw new TemporaryException("L1's answer is lost");
    }
  }
}
