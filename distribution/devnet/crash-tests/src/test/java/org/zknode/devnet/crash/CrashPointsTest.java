/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every persistent step of every role, seen by instrumented ports; the node is killed at each of
 * them once, on real PostgreSQL and anvil, and afterwards everything is as it must be. The steps
 * are listed in docs/concepts/crash-safety.md, and with their callers in target/crash-points.txt.
 */
@Tag("slow")
class CrashPointsTest {
  /**
   * Lives in which nodes die. A step that recovery does not repeat is met before and after in
   * different lives, and recovery has steps of its own. Only stages with steps that are still open
   * are lived again.
   */
  private static final int MAX_LIVES = 12;

  private static final Path LIST = Path.of("target", "crash-points.txt");
  private static final Path PAGE = Path.of("..", "..", "..", "docs", "concepts", "crash-safety.md");

  /** Worlds of their own, side by side, each with its part of the scenario. */
  private static final int WORLDS = 2;

  /** Of a whole run; what was told is looked at again after each stage. */
  private static final int MIN_SLICES = 20;

  private final Set<CrashPoint> killed = new ConcurrentSkipListSet<>();

  @Test
  @Timeout(900)
  void aKillAtAnyStepIsRepaired(@TempDir final Path directory) throws Exception {
    final List<World> worlds = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      try {
        for (int part = 0; part < WORLDS; part++) {
          worlds.add(new World(directory.resolve("world-" + part), killed));
        }
        final List<Future<SortedSet<CrashPoint>>> parts = new ArrayList<>();
        for (int part = 0; part < WORLDS; part++) {
          final World world = worlds.get(part);
          final Scenario scenario = new Scenario(world, part, WORLDS);
          parts.add(threads.submit(() -> liveAndDie(world, scenario)));
        }
        final SortedSet<CrashPoint> recorded = new TreeSet<>();
        for (final Future<SortedSet<CrashPoint>> part : parts) {
          recorded.addAll(part.get());
        }
        Files.write(LIST, killed.stream().map(CrashPoint::toString).toList());
        assertThat(killed).as("steps at which a node died").containsAll(recorded);
        assertThat(worlds.stream().mapToLong(world -> world.told.checked()).sum())
            .as("slices that were told")
            .isGreaterThan(MIN_SLICES);
        assertThat(sites(killed)).as("call sites in the product").isEqualTo(callSites());
        assertThat(worlds.stream().mapToInt(World::deaths).sum())
            .isGreaterThanOrEqualTo(killed.size());
      } finally {
        threads.shutdownNow();
        worlds.forEach(World::close);
      }
    }
  }

  /** The steps that are taken when nobody dies. */
  private static SortedSet<CrashPoint> liveAndDie(final World world, final Scenario scenario) {
    scenario.live();
    Invariants.check(world);
    final SortedSet<CrashPoint> recorded = world.plan.seen();

    world.plan.kill(true);
    scenario.live();
    for (int life = 1; life < MAX_LIVES; life++) {
      scenario.liveWhereOpen();
    }
    world.plan.kill(false);
    scenario.settle();
    Invariants.check(world);
    return recorded;
  }

  private static Set<String> sites(final Collection<CrashPoint> points) {
    return points.stream()
        .map(point -> point.site().method())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> callSites() {
    return StaticCallSites.find().keySet();
  }

  /** No operation of a port is overlooked. */
  @Test
  void everyOperationOfAPortIsKnownToChangeSomethingOrNot() {
    Ports.CHANGES.forEach(
        (port, changes) ->
            assertThat(Arrays.stream(port.getMethods()).map(Method::getName))
                .as(port.getSimpleName())
                .allMatch(name -> changes.contains(name) ^ Ports.READS.get(port).contains(name)));
  }

  /** The page names each step, so that whoever adds one says what a restart does about it. */
  @Test
  void everyStepIsDocumented() throws IOException {
    final String page = Files.readString(PAGE);
    assertThat(callSites())
        .isNotEmpty()
        .allSatisfy(site -> assertThat(page).contains("`" + site + "`"));
  }
}
