/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every persistent step of every role, seen by instrumented ports; the node is killed at each of
 * them once, on real PostgreSQL and anvil, and afterwards everything is as it must be.
 */
class CrashPointsTest {
  /** Lives in which nodes die; the second reaches what only the recovery of the first does. */
  private static final int LIVES = 4;

  @Test
  void aKillAtAnyStepIsRepaired(@TempDir final Path directory) throws Exception {
    try (World world = new World(directory)) {
      final Scenario scenario = new Scenario(world);
      long start = System.nanoTime();
      scenario.live();
      Invariants.check(world);
      final SortedSet<CrashPoint> recorded = world.plan.seen();
      System.err.println("recorded " + recorded.size() + " in " + (System.nanoTime() - start) / 1_000_000);
      recorded.forEach(System.err::println);
      final TreeSet<String> sites = new TreeSet<>(StaticCallSites.find().keySet());
      sites.removeAll(recorded.stream().map(point -> point.site().method()).collect(Collectors.toSet()));
      System.err.println("not reached " + sites);

      world.plan.kill(true);
      int kills = -1;
      for (int life = 0; life < LIVES && world.plan.killed().size() > kills; life++) {
        kills = world.plan.killed().size();
        start = System.nanoTime();
        scenario.live();
        System.err.println("life " + life + " killed " + world.plan.killed().size() + " in " + (System.nanoTime() - start) / 1_000_000);
      }
      world.plan.kill(false);
      scenario.live();
      Invariants.check(world);
      assertThat(world.plan.killed()).containsAll(recorded);
      final SortedSet<CrashPoint> more = world.plan.killed();
      more.removeAll(recorded);
      System.err.println("more " + more);
      sites.removeAll(world.plan.seen().stream().map(point -> point.site().method()).collect(Collectors.toSet()));
      System.err.println("not reached " + sites);
      assertThat(recorded).isNotEmpty();
    }
  }
}
