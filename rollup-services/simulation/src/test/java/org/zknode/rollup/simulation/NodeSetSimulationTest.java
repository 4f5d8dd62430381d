/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole node set in one thread: sequencer, two followers, verifiers, aggregator and provers on
 * an L1 with reorgs up to 64 blocks, while processes die at any persistence step, stores fail and
 * are slow, clocks jump, messages are lost. In the end no acknowledged transaction is lost or
 * executed twice, every batch is verified on L1 with the nodes' state root, and all have one head.
 */
@Tag("slow")
class NodeSetSimulationTest {
  private static final long SEEDS = 250;

  /** One of so many is run twice: that a seed is a procedure is worth less than another seed. */
  private static final long TWICE = 10;

  /** One seed to replay with its trace, instead of all. */
  private static final String SEED = "rollup.simulation.seed";

  /** How many seeds, for a longer search. */
  private static final String COUNT = "rollup.simulation.seeds";

  private final SharedTransactions shared = new SharedTransactions();
  private final Tally tally = new Tally();
  private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();

  /** Thousands of provoked failures would fill the log. */
  @BeforeAll
  static void quiet() {
    Configurator.setLevel("org.zknode.rollup", Level.OFF);
  }

  @AfterAll
  static void loud() {
    Configurator.setLevel("org.zknode.rollup", (Level) null);
  }

  @Test
  void everySeedHealsAndOneInTenIsTheSameWhenRunAgain() throws IOException {
    final Long only = Long.getLong(SEED);
    if (only != null) {
      replay(only);
      return;
    }
    final long seeds = Long.getLong(COUNT, SEEDS);
    LongStream.range(0, seeds).parallel().forEach(this::check);
    Files.writeString(Path.of("target", "simulation-tally.txt"), tally.toString());
    final AssertionError first = failures.poll();
    if (first != null) {
      failures.forEach(first::addSuppressed);
      throw first;
    }
    if (seeds >= SEEDS) {
      tally.requireEveryPlayer();
    }
  }

  private void check(final long seed) {
    try {
      final World world = new World(seed, shared, false, line -> {});
      final String fingerprint = world.run();
      tally.add(world);
      if (seed % TWICE == 0) {
        assertThat(new World(seed, shared, false, line -> {}).run())
            .as("second run of seed %d", seed)
            .isEqualTo(fingerprint);
      }
    } catch (final RuntimeException | AssertionError e) {
      failures.add(
          new AssertionError(
              "seed %d; replay with its trace: mvn -pl rollup-services/simulation -am test -Dtest=%s -Dtest.slow=none -D%s=%d -Dsurefire.failIfNoSpecifiedTests=false"
                  .formatted(seed, getClass().getSimpleName(), SEED, seed),
              e));
    }
  }

  private void replay(final long seed) throws IOException {
    final Path file = Path.of("target", "simulation-seed-%d.trace".formatted(seed));
    Files.createDirectories(file.getParent());
    try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      new World(seed, shared, true, out::println).run();
    } catch (final RuntimeException | AssertionError e) {
      throw new AssertionError("seed %d, see %s".formatted(seed, file.toAbsolutePath()), e);
    }
  }
}
