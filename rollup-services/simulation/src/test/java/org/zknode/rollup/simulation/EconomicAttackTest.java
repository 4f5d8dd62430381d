/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;

/**
 * The node set without faults, once with honest users alone and once with {@link EconomicAttackers}
 * beside the same users: what users notice, and what it costs L1.
 */
class EconomicAttackTest {
  private static final int SEEDS = 6;

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
    return new Outcome(world.waits.all(), batches(world));
  }

  /**
   * But for those that somebody paid for: on L1, or with a call that needs half of a batch. Nor
   * those that were closed for forced ones.
   */
  private long batches(final World world) {
    final long last = world.main.inspector().read(tx -> tx.batches().last()).orElseThrow().number();
    return LongStream.rangeClosed(1, last)
        .mapToObj(n -> world.main.inspector().read(tx -> tx.batches().find(n)).orElseThrow())
        .filter(
            batch ->
                batch.forced().isEmpty()
                    && batch
                        .closingReason()
                        .filter(ClosingReason.FORCED_BATCH_DEADLINE.text()::equals)
                        .isEmpty()
                    && !hasHalf(world, batch))
        .count();
  }

  private boolean hasHalf(final World world, final Batch batch) {
    return LongStream.rangeClosed(batch.firstBlock(), batch.lastBlock())
        .mapToObj(number -> world.main.engine().block(number).orElseThrow())
        .flatMap(block -> block.transactions().stream())
        .anyMatch(raw -> shared.decode(raw).data().equals(Workload.HASHES_HALF));
  }

  @Test
  void honestUsersWaitNoLongerAndBatchesAreNoMore() {
    final List<Outcome> before = outcomes(false);
    final List<Outcome> attacked = outcomes(true);
    final List<Long> waitsBefore = all(before);
    final List<Long> waits = all(attacked);
    assertThat(waits).hasSizeGreaterThan(100);
    assertThat(waits.getLast()).as("longest wait").isLessThanOrEqualTo(HonestWaits.LONGEST_MILLIS);
    assertThat(HonestWaits.percentile(waits, 99))
        .as("p99 in ms, %d without attackers", HonestWaits.percentile(waitsBefore, 99))
        .isLessThanOrEqualTo(HonestWaits.allowed(waitsBefore));
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
}
