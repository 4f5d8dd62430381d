/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.ClosingReason;

/**
 * The node set without faults, once with honest users alone and once with {@link EconomicAttackers}
 * beside the same users: what users notice, and what it costs L1.
 */
class EconomicAttackTest {
  private static final int SEEDS = 6;

  /** Of an honest user's transaction, from its acknowledgement to the timestamp of its block. */
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  /**
   * A forced batch takes the place of a block, which its sender has paid for on L1; the next step
   * comes up to 1.5 seconds later here.
   */
  private static final long FORCED_BLOCK_MILLIS = 2 * 1_500;

  private final SharedTransactions shared = new SharedTransactions();

  @BeforeAll
  static void quiet() {
    Configurator.setLevel("org.zknode.rollup", Level.OFF);
  }

  @AfterAll
  static void loud() {
    Configurator.setLevel("org.zknode.rollup", (Level) null);
  }

  /**
   * @param waits of honest users, in milliseconds
   */
  private record Outcome(List<Long> waits, long batches) {}

  private Outcome run(final long seed, final boolean attacked) {
    final World world = new World(seed, shared, Plan.calm(attacked));
    world.run();
    final Map<Bytes, Long> mined = new HashMap<>();
    for (long number = 1; number <= world.main.engine().head().number(); number++) {
      final L2Block block = world.main.engine().block(number).orElseThrow();
      block.transactions().forEach(raw -> mined.put(raw, 1000 * block.timestamp()));
    }
    final List<Long> waits = new ArrayList<>();
    world
        .users
        .acknowledgedAt()
        .forEach(
            (raw, since) -> {
              // What was replaced is not waited for.
              if (mined.containsKey(raw)) {
                waits.add(Math.max(0, mined.get(raw) - since));
              }
            });
    return new Outcome(waits, batches(world));
  }

  /** But for those that somebody paid for on L1, and those that were closed for them. */
  private static long batches(final World world) {
    final long last = world.main.inspector().read(tx -> tx.batches().last()).orElseThrow().number();
    return LongStream.rangeClosed(1, last)
        .mapToObj(n -> world.main.inspector().read(tx -> tx.batches().find(n)).orElseThrow())
        .filter(
            batch ->
                batch.forced().isEmpty()
                    && batch
                        .closingReason()
                        .filter(ClosingReason.FORCED_BATCH_DEADLINE.text()::equals)
                        .isEmpty())
        .count();
  }

  @Test
  void honestUsersWaitNoLongerAndBatchesAreNoMore() {
    final List<Outcome> before = outcomes(false);
    final List<Outcome> attacked = outcomes(true);
    final List<Long> waitsBefore = all(before);
    final List<Long> waits = all(attacked);
    assertThat(waits).hasSizeGreaterThan(100);
    assertThat(waits.getLast()).as("longest wait").isLessThanOrEqualTo(LONGEST_WAIT_MILLIS);
    assertThat(percentile(waits, 99))
        .as("p99 in ms, %d without attackers", percentile(waitsBefore, 99))
        .isLessThanOrEqualTo(percentile(waitsBefore, 99) * 3 / 2 + FORCED_BLOCK_MILLIS);
    final long batchesBefore = before.stream().mapToLong(Outcome::batches).sum();
    assertThat(attacked.stream().mapToLong(Outcome::batches).sum())
        .as("batches, %d without attackers", batchesBefore)
        .isLessThanOrEqualTo(batchesBefore * 3 / 2);
  }

  private List<Outcome> outcomes(final boolean attacked) {
    return IntStream.range(0, SEEDS).parallel().mapToObj(seed -> run(seed, attacked)).toList();
  }

  private static List<Long> all(final List<Outcome> outcomes) {
    return outcomes.stream().flatMap(outcome -> outcome.waits().stream()).sorted().toList();
  }

  private static long percentile(final List<Long> sorted, final int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
