/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.l1.L1ReorgDetector.Finding;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.L1View.ContractState;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Follows L1 and keeps in the state DB what it says about the rollup: virtual batches, verified
 * batches and the L1 info tree (docs/spec/synchronizer.md). A range of L1 blocks comes from one
 * endpoint and is one transaction, in which it is compared with the contracts' own state: what does
 * not fit is not stored, costs that endpoint its turn and is asked of the next ({@link
 * L1Failover}). So it can stop anywhere; an L1 reorg is repaired in one transaction too.
 */
public final class L1Synchronizer {
  static final String COMPONENT = "synchronizer";
  private static final Logger LOG = LoggerFactory.getLogger(L1Synchronizer.class);

  /** When all endpoints left out events: then they are given another chance. */
  static final Duration REREAD_AFTER = Duration.ofMinutes(10);

  /** L1 that changes under the reader more often in a row is no reorg. */
  private static final int MAX_CHANGES = 5;

  private final StateStore store;
  private final L1Client l1;
  private final L1Config config;
  private final NodeKind kind;
  private final ChainWriter writer;
  private final Clock clock;
  private final L1Prefetch ranges;
  private final SyncProgress progress;
  private final NewestInfoTree infoTree = new NewestInfoTree();
  private final L1ReorgDetector detector;
  private final L1Failover failover;
  private final L1Completeness completeness;
  private final L1Agreement agreement;
  private long rereadMillis;

  /** Since the head was last reached. */
  private boolean hasReadAllAgain;

  private final ChangeWatch rows;

  /** The newest stored block, as far as no row has changed since it was read or written. */
  private Optional<L1BlockRef> newest = Optional.empty();

  /** What the contracts had when the rows, as they still are, were all of it. */
  private Optional<ContractState> agreed = Optional.empty();

  private int changes;

  /** In this step, by events or a reorg. */
  private boolean changed;

  private volatile boolean atHead;
  private volatile Runnable whenStored = () -> {};

  /**
   * Reads one range after the other.
   *
   * @param maxBlockRange L1 blocks per step at the most
   * @param writer held while a reorg is repaired, so that no batch is being derived from what is
   *     deleted
   */
  public L1Synchronizer(
      final StateStore store,
      final L1Client l1,
      final L1Config config,
      final int maxBlockRange,
      final NodeKind kind,
      final ChainWriter writer,
      final Clock clock) {
    this(
        store,
        l1,
        config,
        new Fetching(maxBlockRange, 1),
        kind,
        writer,
        new SyncProgress(clock, SyncProgress.Report.NONE),
        clock);
  }

  /**
   * How L1 is read.
   *
   * @param maxBlockRange L1 blocks per step at the most
   * @param parallelRanges so many ranges are read at the same time while more than one is behind;
   *     as many are held in memory at the most
   */
  public record Fetching(int maxBlockRange, int parallelRanges) {}

  /**
   * @param writer held while a reorg is repaired, so that no batch is being derived from what is
   *     deleted
   * @param progress told how far it is
   */
  public L1Synchronizer(
      final StateStore store,
      final L1Client l1,
      final L1Config config,
      final Fetching fetching,
      final NodeKind kind,
      final ChainWriter writer,
      final SyncProgress progress,
      final Clock clock) {
    this.store = store;
    this.rows = ChangeWatch.ofRows(store);
    this.l1 = l1;
    this.config = config;
    this.progress = progress;
    this.kind = kind;
    this.writer = writer;
    this.clock = clock;
    this.ranges = new L1Prefetch(fetching);
    this.detector =
        new L1ReorgDetector(number -> store.read(tx -> tx.l1Blocks().atOrBelow(number)));
    this.failover = new L1Failover(l1, clock);
    this.completeness = new L1Completeness(store);
    this.agreement = new L1Agreement(l1);
  }

  /**
   * @param wake called when what this node knows of L1 has changed: on the thread of {@link #step},
   *     returns at once
   */
  public void onStored(final Runnable wake) {
    whenStored = wake;
  }

  /** True once the L1 head was reached; false again while a reorg is being repaired. */
  public boolean atHead() {
    return atHead;
  }

  /**
   * Repairs a reorg, or takes the next range of L1 blocks.
   *
   * @return true when there is more to do at once
   * @throws TemporaryException L1 or the database cannot be reached now
   * @throws CriticalException L1 contradicts what this node knows
   */
  public boolean step() {
    final boolean wasAtHead = atHead;
    changed = false;
    try {
      return read();
    } finally {
      if (changed || atHead != wasAtHead) {
        whenStored.run();
      }
    }
  }

  private boolean read() {
    try {
      return failover.ask(this::step);
    } catch (final CriticalException contradiction) {
      // No endpoint's word fits. What was stored before may be why.
      final long last = store.read(tx -> tx.l1Blocks().last()).map(L1BlockRef::number).orElse(0L);
      if (completeness.isProven(last)) {
        final RuntimeException verdict = failover.judge(contradiction);
        final long first = Long.max(config.genesisBlock() - 1, 0);
        if (!(verdict instanceof CriticalException)
            || contradiction.halt().code() != HaltCode.L1_CONTRADICTS
            || hasReadAllAgain
            || last <= first) {
          throw verdict;
        }
        // What is stored may be a lie from when the liar was alone. That is found out once.
        hasReadAllAgain = true;
        atHead = false;
        readAgainFrom(first, contradiction);
        return true;
      }
      atHead = false;
      reread(contradiction);
      return true;
    }
  }

  private boolean step(final L1View view) {
    final L1BlockRef last = newest().orElseGet(() -> anchor(view));
    final Optional<L1BlockRef> ancestor = forkPoint(view, last);
    if (ancestor.isPresent()) {
      requireNoOtherOpinion(view, last);
      atHead = false;
      writer.exclusively(() -> repair(last, ancestor.get()));
      return true;
    }
    completeness.check(view, last.number(), false);
    final long head = view.head(config.syncTag()).number();
    if (head <= last.number()) {
      arrive(view, last.number());
      progress.atHead();
      return false;
    }
    requireNotSuspect(view);
    final Optional<L1Range> range = ranges.next(view, last, head);
    if (range.isEmpty()) {
      LOG.info("L1 changed while blocks from {} on were read", last.number() + 1);
      changes++;
      if (changes > MAX_CHANGES) {
        changes = 0;
        view.failed("its blocks do not follow each other");
        throw new L1EndpointException(view.name(), "its blocks do not follow each other");
      }
      return true;
    }
    changes = 0;
    agreement.require(view, range.get());
    store(view, range.get());
    final long to = range.get().end().number();
    progress.reached(to, head);
    if (to == head) {
      arrive(view, to);
    } else {
      atHead = false;
    }
    return to < head;
  }

  /**
   * @return the newest stored block that is still on L1, when blocks above it are not
   * @throws L1EndpointException the endpoint's L1 is shorter than what was stored, without
   *     contradicting it
   * @throws CriticalException not even the first stored block is on L1: it is another chain
   */
  private Optional<L1BlockRef> forkPoint(final L1View view, final L1BlockRef last) {
    return switch (detector.compare(view, last)) {
      case Finding.Unchanged unchanged -> Optional.empty();
      case Finding.Reorg reorg -> Optional.of(reorg.forkPoint());
      case Finding.Behind behind ->
          throw new L1EndpointException(
              view.name(),
              "it has no block %d any more, which was synchronized already: it lags behind, or is still syncing"
                  .formatted(behind.missing().number()));
      case Finding.OtherChain other ->
          throw new CriticalException(
              new Halt(
                  HaltCode.L1_OTHER_CHAIN,
                  COMPONENT,
                  "L1 is another chain than the one synchronized so far",
                  "first stored L1 block %d has hash %s, L1 has %s"
                      .formatted(other.first().number(), other.first().hash(), other.onL1())));
    };
  }

  private Optional<L1BlockRef> newest() {
    if (newest.isEmpty() || !rows.isQuiet()) {
      rows.begin();
      agreed = Optional.empty();
      newest = store.read(tx -> tx.l1Blocks().last());
      rows.foundNothing();
    }
    return newest;
  }

  /** Everything up to there is stored; that must be everything. */
  private void arrive(final L1View view, final long head) {
    if (!completeness.isProven(head)) {
      atHead = false;
    }
    completeness.check(view, head, true);
    completeness.provenAtHead();
    hasReadAllAgain = false;
    atHead = true;
  }

  /** While endpoints differ about the newest blocks, nothing is taken back for one of them. */
  private void requireNoOtherOpinion(final L1View view, final L1BlockRef last) {
    if (failover.anotherSays(
        view,
        other ->
            other
                .block(last.number())
                .map(L1BlockRef::hash)
                .filter(last.hash()::equals)
                .isPresent())) {
      throw new L1EndpointException(
          view.name(),
          "its block %d is another one than stored, and another endpoint has the stored one"
              .formatted(last.number()));
    }
  }

  private void requireNotSuspect(final L1View view) {
    if (completeness.isSuspect(view.name())
        && l1.views().stream().anyMatch(other -> !completeness.isSuspect(other.name()))) {
      throw new L1EndpointException(view.name(), "it left out events of old blocks");
    }
  }

  /**
   * What is stored is not complete: it is read again, from endpoints that it was not read from.
   *
   * @throws TemporaryException there are none
   */
  private void reread(final CriticalException why) {
    final long now = clock.millis();
    if (now - rereadMillis >= REREAD_AFTER.toMillis()) {
      completeness.forgetSources();
    }
    if (l1.views().stream()
        .filter(failover::contradicted)
        .allMatch(view -> completeness.isSource(view.name()))) {
      throw new TemporaryException(
          "no L1 endpoint (%s) has all events of the rollup: %s; add one to --plugin-zknode-l1-urls that keeps all logs from block %d on"
              .formatted(failover.names(), failover.failures(), config.genesisBlock()));
    }
    rereadMillis = now;
    final long proven = completeness.reread();
    final long first = Long.max(config.genesisBlock() - 1, 0);
    readAgainFrom(Long.max(proven, first), why);
  }

  private void readAgainFrom(final long number, final CriticalException why) {
    final L1BlockRef last = store.read(tx -> tx.l1Blocks().last()).orElseThrow();
    store
        .read(tx -> tx.l1Blocks().atOrBelow(number))
        .ifPresent(
            block -> {
              writer.exclusively(
                  () ->
                      cut(
                          block,
                          "L1_READ_AGAIN",
                          "events up to L1 block %d do not fit, reading again from block %d: %s"
                              .formatted(last.number(), block.number(), why.halt().evidence())));
              completeness.startFrom(block.number());
            });
  }

  /** The block before the rollup's first: no event is in it, and no reorg may reach it. */
  private L1BlockRef anchor(final L1View view) {
    final long number = Long.max(config.genesisBlock() - 1, 0);
    final L1BlockRef block =
        view.block(number)
            .orElseThrow(
                () ->
                    new L1EndpointException(
                        view.name(),
                        "it has no block %d, from which to synchronize".formatted(number)));
    // Everything is compared with it later, and nothing would show that it was one endpoint's only.
    if (failover.anotherSays(
        view,
        other ->
            other.block(number).filter(found -> !found.hash().equals(block.hash())).isPresent())) {
      throw new L1EndpointException(
          view.name(),
          "its block %d %s, from which to synchronize, is another one than at another endpoint"
              .formatted(number, block.hash()));
    }
    store.update(tx -> tx.l1Blocks().insert(block));
    completeness.startFrom(number);
    return block;
  }

  private void store(final L1View view, final L1Range range) {
    final Optional<ContractState> known = range.events().isEmpty() ? agreed : Optional.empty();
    newest = Optional.empty();
    agreed = Optional.empty();
    store.update(
        tx -> {
          for (final L1Event event : range.events()) {
            tx.l1Blocks().insert(event.block());
            L1EventProcessor.apply(tx, event, infoTree, range.accInputHashes());
          }
          tx.l1Blocks().insert(range.end());
          range
              .state()
              .filter(state -> !known.equals(Optional.of(state)))
              .ifPresent(state -> L1Completeness.require(tx, state, range.end().number()));
        });
    agreed = range.state();
    changed |= !range.events().isEmpty();
    newest = Optional.of(range.end());
    completeness.stored(view, range);
  }

  private void repair(final L1BlockRef last, final L1BlockRef ancestor) {
    LOG.warn("L1 reorg: back from block {} to {}", last.number(), ancestor.number());
    final boolean proven = completeness.isProven(last.number());
    cut(
        ancestor,
        "L1_REORG",
        "L1 block %d %s is not on L1 any more; synchronizing again from block %d %s"
            .formatted(last.number(), last.hash(), ancestor.number(), ancestor.hash()));
    if (proven) {
      // What was complete up to a block is complete up to the ones before it.
      completeness.proven(ancestor.number());
    }
  }

  private void cut(final L1BlockRef ancestor, final String event, final String text) {
    newest = Optional.empty();
    store.update(
        tx -> {
          tx.l1Blocks().deleteAbove(ancestor.number());
          if (kind == NodeKind.EXTERNAL) {
            final long lastVirtual =
                tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L);
            BatchRows.deleteAboveKeepingBlocks(tx, lastVirtual, Long.MAX_VALUE);
          }
          tx.events().insert(new Event(clock.millis(), "WARN", COMPONENT, event, text));
        });
    changed = true;
  }
}
