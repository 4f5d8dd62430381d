/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A main node, three external nodes of any versions and a malicious peer on a network that delays,
 * loses, reorders across connections and cuts; nodes restart, and some read slowly. In the end all
 * have the whole chain, every batch its signatures, and nobody else was listened to.
 */
@Tag("slow")
class ZksSimulationTest {
  private static final long SEEDS = 1_000;

  /** One of so many is run twice: that a seed is a procedure is worth less than another seed. */
  private static final long TWICE = 10;

  /** One seed to replay, instead of all. */
  private static final String SEED = "zks.simulation.seed";

  @Test
  void everySeedHealsAndOneInTenIsTheSameWhenRunAgain() {
    final Long only = Long.getLong(SEED);
    final LongStream seeds = only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
    seeds.parallel().forEach(ZksSimulationTest::check);
  }

  private static void check(final long seed) {
    try {
      final String fingerprint = new World(seed).run();
      if (seed % TWICE == 0) {
        assertThat(new World(seed).run()).as("second run of seed %d", seed).isEqualTo(fingerprint);
      }
    } catch (final RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed %d; replay: mvn -pl zks-protocol test -Dtest=ZksSimulationTest -Dtest.slow=none -D%s=%d"
              .formatted(seed, SEED, seed),
          e);
    }
  }
}
