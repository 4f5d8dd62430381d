/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.Trial;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.metrics.Metrics;

/**
 * Tries a transaction after the head block before it takes room in the pool, so that what fits no
 * batch is refused with its reason. Only one with enough gas to exceed a batch is tried, a few at a
 * time; when all places are taken for too long, it comes in untried: what counts is the sequencer's
 * own bound, and another state may give another answer. A sender whose transaction exceeded, or was
 * tried and then refused by the pool, has the next one refused untried, for growing delays.
 * Thread-safe.
 */
final class AdmissionTrial {
  /** Longest execution, and longest wait for a place. */
  static final Duration LONGEST = Duration.ofMillis(250);

  /**
   * Refusals by the pool that the sender does not answer for: anybody can send a known transaction
   * again, and many fill a pool.
   */
  private static final Set<RefusalReason> OF_OTHERS =
      Set.of(RefusalReason.ALREADY_KNOWN, RefusalReason.POOL_FULL);

  private final ExecutionEngine engine;
  private final Resources whole;
  private final long leastGas;
  private final Semaphore places;
  private final SenderRecords records;
  private final Metrics.Counter untried;

  /**
   * Hashes of what fitted: it is not tried again, so that who sends again what others signed makes
   * nobody work and has nobody put back.
   */
  private final Set<Bytes32> fitted =
      Collections.synchronizedSet(Collections.newSetFromMap(new BoundedMemory<>()));

  /**
   * @param whole what an empty batch has of each resource
   * @param places trials at a time
   */
  AdmissionTrial(
      final ExecutionEngine engine,
      final Resources whole,
      final int places,
      final Clock clock,
      final Metrics metrics) {
    this.engine = engine;
    this.whole = whole;
    this.leastGas = leastGas(whole);
    this.places = new Semaphore(places);
    this.records = new SenderRecords(clock);
    this.untried =
        metrics.counter(
            "pool_untried_total", "Transactions taken untried because all places were busy");
  }

  /** Gas with which code can exceed a batch's resources at the earliest. */
  static long leastGas(final Resources whole) {
    long least = Long.MAX_VALUE;
    for (final Resource resource : Resource.values()) {
      final long limit = Math.min(whole.amount(resource), Long.MAX_VALUE / 64);
      least = Math.min(least, (limit + 1) * gasOf(resource));
    }
    return least;
  }

  /** Gas of one unit in the cheapest instruction that uses it (yellow paper, appendix G). */
  private static long gasOf(final Resource resource) {
    return switch (resource) {
      case GAS, STEPS -> 1;
      // 6 for each of the 4.25 words of a permutation.
      case KECCAK_HASHES -> 25;
      // 12 for each of the 2 words of a compression.
      case SHA256_HASHES -> 24;
      case MEMORY_ACCESSES, BINARIES -> 3;
      case ARITHMETICS -> 5;
    };
  }

  /**
   * @param cost of that transaction
   * @return whether it was executed
   * @throws PoolRejectedException it exceeds a batch, or its sender has to wait
   */
  boolean check(final SignedTransaction transaction, final TransactionCost cost)
      throws PoolRejectedException {
    if (!engine.metersResources()
        || transaction.gasLimit() - cost.intrinsicGas() < leastGas
        || fitted.contains(transaction.hash())) {
      return false;
    }
    final Duration wait = records.waitOf(transaction.sender());
    if (wait.isPositive()) {
      throw RefusalReason.SENDER_PUT_BACK.with(wait.toSeconds() + 1);
    }
    if (!hasPlace()) {
      untried.increment();
      return false;
    }
    final Trial trial;
    try {
      trial = engine.simulate(transaction, whole, LONGEST);
    } finally {
      places.release();
    }
    if (trial instanceof final Trial.Exceeds exceeds) {
      records.strike(transaction.sender());
      throw RefusalReason.EXCEEDS_BATCH.with(exceeds.reason());
    }
    fitted.add(transaction.hash());
    return true;
  }

  /** The pool refused what was executed: it was work for nothing, which costs the sender time. */
  void refused(final SignedTransaction transaction, final RefusalReason reason) {
    if (!OF_OTHERS.contains(reason)) {
      records.strike(transaction.sender());
    }
  }

  private boolean hasPlace() {
    try {
      return places.tryAcquire(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
