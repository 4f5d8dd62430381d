/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;

/**
 * How long honest users wait, from the acknowledgement of a transaction until it is in a block of
 * the main node: before the attackers begin, and from then on.
 */
final class HonestWaits {
  /** Nobody waits longer while the main node itself is well. */
  static final long LONGEST_MILLIS = 10_000;

  /**
   * A forced batch takes the place of a block, which its sender has paid for on L1: its execution,
   * and the next step, which comes up to 1.5 seconds later here. So much is taken off for each that
   * was built while somebody waited.
   */
  static final long FORCED_BLOCK_MILLIS = 1_500 + Workload.LONG.toMillis();

  /** What attackers may cost: the batch is full, so that it takes two more steps. */
  static final long SLACK_MILLIS = 2 * 1_500;

  /** Until the nodes have read L1. */
  private static final long START_UP_MILLIS = 15_000;

  /** Of fewer there is no 99th percentile to speak of. */
  private static final int ENOUGH = 10;

  private final World world;
  private final Map<Bytes, Long> acknowledged = new LinkedHashMap<>();
  private final Map<Bytes, Long> included = new HashMap<>();
  private final Map<Bytes32, Long> builtAt = new HashMap<>();
  private final List<String> refusals = new ArrayList<>();

  HonestWaits(final World world) {
    this.world = world;
  }

  void acknowledged(final Bytes raw) {
    acknowledged.putIfAbsent(raw, world.scheduler.now());
  }

  /** One was sent away, and has to come again. */
  void refused(final String why) {
    refusals.add(why);
  }

  void included(final L2Block block) {
    builtAt.put(block.hash(), world.scheduler.now());
    block.transactions().forEach(raw -> included.putIfAbsent(raw, world.scheduler.now()));
  }

  /** When the blocks of forced batches were built, of those that are in the chain. */
  private List<Long> forcedBlocks() {
    return world.main.inspector().read(HonestWaits::forcedHashes).stream()
        .filter(builtAt::containsKey)
        .map(builtAt::get)
        .toList();
  }

  private static List<Bytes32> forcedHashes(final StateStore.Tx tx) {
    final long last = tx.batches().last().map(Batch::number).orElse(0L);
    return LongStream.rangeClosed(1, last)
        .mapToObj(number -> tx.batches().find(number).orElseThrow())
        .filter(batch -> batch.forced().isPresent())
        .map(batch -> tx.blocks().find(batch.lastBlock()).orElseThrow().hash())
        .toList();
  }

  /** All, ascending, in milliseconds, without the time that forced batches took. */
  List<Long> all() {
    return waits(since -> true);
  }

  List<Long> before() {
    return waits(since -> since >= Terms.START_MILLIS + START_UP_MILLIS && since < beginOfAttack());
  }

  List<Long> during() {
    return waits(since -> since >= beginOfAttack());
  }

  private static long beginOfAttack() {
    return Terms.START_MILLIS + EconomicAttackers.QUIET_MILLIS;
  }

  /** What was replaced is not waited for. */
  private List<Long> waits(final LongPredicate since) {
    final List<Long> waits = new ArrayList<>();
    final List<Long> forced = forcedBlocks();
    acknowledged.forEach(
        (raw, at) -> {
          if (included.containsKey(raw) && since.test(at)) {
            final long until = included.get(raw);
            final long blocks = forced.stream().filter(time -> time > at && time <= until).count();
            waits.add(Math.max(0, until - at - blocks * FORCED_BLOCK_MILLIS));
          }
        });
    return waits.stream().sorted().toList();
  }

  static long percentile(final List<Long> sorted, final int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  /** The longest that may be the 99th percentile during an attack. */
  static long allowed(final List<Long> before) {
    return percentile(before, 99) * 3 / 2 + SLACK_MILLIS;
  }

  /**
   * Holds in a run in which nothing but the attackers can make users wait.
   *
   * @return whether there were enough transactions to say so
   */
  boolean check() {
    world.check(refusals.isEmpty(), "honest users are sent away: " + refusals);
    final List<Long> before = before();
    final List<Long> during = during();
    if (before.size() < ENOUGH || during.size() < ENOUGH) {
      return false;
    }
    world.check(
        during.getLast() <= LONGEST_MILLIS,
        "an honest user waited for %d ms".formatted(during.getLast()));
    world.check(
        percentile(during, 99) <= allowed(before),
        "honest users waited for %d ms (p99 of %d) under attack, and for %d ms (of %d) before"
            .formatted(
                percentile(during, 99), during.size(), percentile(before, 99), before.size()));
    return true;
  }
}
