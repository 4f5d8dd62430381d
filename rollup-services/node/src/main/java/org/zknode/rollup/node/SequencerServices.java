/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.sequencer.ForcedBatchBacklog;
import org.zknode.rollup.sequencer.ForcedBatchTimeout;
import org.zknode.rollup.sequencer.L1Time;
import org.zknode.rollup.sequencer.Sequencer;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.SequencerWatchdog;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.service.ServiceLoop;

/** The loops that make blocks, and what they look at. */
final class SequencerServices {
  /** How often the sequencer looks whether a block is due. */
  private static final Duration BLOCK_POLL = Duration.ofMillis(50);

  /** Where it makes slices: so many times while one is awaited. */
  private static final int POLLS_PER_SLICE = 5;

  /** More often is no use: a slice takes as long. */
  private static final Duration SHORTEST_POLL = Duration.ofMillis(10);

  /** One wait for transactions of the pool; short, because a node that stops waits for it. */
  private static final Duration LISTEN_WAIT = Duration.ofMillis(500);

  /** How often the contract's timeout of forced batches is read; its admin seldom changes it. */
  private static final Duration TERMS_POLL = Duration.ofMinutes(1);

  /** How often the queue of forced batches is looked at; its ends are read with their data. */
  private static final Duration BACKLOG_POLL = Duration.ofSeconds(5);

  /** How often the sequencer's progress is looked at. */
  private static final Duration WATCHDOG_POLL = Duration.ofSeconds(2);

  /** How often L1's newest timestamp is read: more often than L1 makes blocks. */
  private static final Duration L1_TIME_POLL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(SequencerServices.class);

  private final ExecutionEngine engine;
  private final TransactionPool pool;
  private final Sequencer sequencer;
  private final SequencerWatchdog watchdog;
  private final L1Time l1Time;
  private final ForcedBatchTimeout timeout;
  private final ForcedBatchBacklog backlog;
  private final SequencerConfig config;
  private final ServiceLoops loops;

  @Inject
  SequencerServices(
      final ExecutionEngine engine,
      final TransactionPool pool,
      final Sequencer sequencer,
      final SequencerWatchdog watchdog,
      final L1Time l1Time,
      final ForcedBatchTimeout timeout,
      final ForcedBatchBacklog backlog,
      final SequencerConfig config,
      final ServiceLoops loops) {
    this.engine = engine;
    this.pool = pool;
    this.sequencer = sequencer;
    this.watchdog = watchdog;
    this.l1Time = l1Time;
    this.timeout = timeout;
    this.backlog = backlog;
    this.config = config;
    this.loops = loops;
  }

  Set<RoleService> all() {
    if (!engine.metersResources()) {
      LOG.info(
          "the {} engine does not count instructions: a batch is limited by bytes, transactions"
              + " and gas only",
          engine.name());
    }
    final ServiceLoop blocks = loops.every(poll(), "sequencer", watchdog::step);
    return Set.of(
        service(blocks),
        service(loops.every(WATCHDOG_POLL, "sequencer-watchdog", watchdog::check)),
        service(loops.every(L1_TIME_POLL, "l1-time", l1Time::step)),
        service(loops.every(TERMS_POLL, "forced-batch-timeout", timeout::step)),
        service(loops.every(BACKLOG_POLL, "forced-batch-watch", backlog::step)),
        service(loops.every(Duration.ZERO, "pool-listener", () -> listen(blocks))));
  }

  private Duration poll() {
    final Duration ofSlices = config.preconfirmationInterval().dividedBy(POLLS_PER_SLICE);
    if (ofSlices.isZero() || ofSlices.compareTo(BLOCK_POLL) > 0) {
      return BLOCK_POLL;
    }
    return ofSlices.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : ofSlices;
  }

  private void listen(final ServiceLoop blocks) {
    if (pool.awaitNew(LISTEN_WAIT)) {
      sequencer.poolChanged();
      blocks.wakeUp();
    }
  }

  private static RoleService service(final Service loop) {
    return new RoleService(RoleService.SEQUENCER, loop);
  }
}
