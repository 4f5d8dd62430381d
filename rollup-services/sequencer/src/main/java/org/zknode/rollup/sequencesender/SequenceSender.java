/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.transactions.TransactionSize;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.status.NodeStatus;

/**
 * Sends checked (and, when verification is on, sufficiently signed) batches to L1
 * (docs/spec/settlement.md, "Sequences"). L1 is the truth about what is sequenced: each round
 * starts from its last sequenced batch and the sequences that are under way behind it, and the
 * contract refuses a sequence that does not start where the one before ended (initSequencedBatch).
 * So a batch is sequenced exactly once, whatever stops when.
 */
public final class SequenceSender {
  /** Owner of its monitored transactions. */
  public static final String OWNER = "sequence-sender";

  /** Key of {@link NodeStatus#degraded}: the last sequence was refused or reverted. */
  public static final String SEQUENCE_FAILED = "sequence-failed";

  /** Key of {@link NodeStatus#degraded}: block timestamps are ahead of L1's clock. */
  public static final String AHEAD_OF_L1 = "l2-timestamp-ahead-of-l1";

  /** Key of {@link NodeStatus#degraded}: an L1 reorg took a forced batch that was built already. */
  public static final String FORCED_BATCH_MISSING = "forced-batch-missing";

  private static final Logger LOG = LoggerFactory.getLogger(SequenceSender.class);

  /** Its newest monitored transactions, to see how the last ones ended. */
  private static final int RECENT = 8;

  /** Sequences that an L1 reorg may still bring back, or that may wait in L1's pool. */
  private static final int RECENT_SEQUENCES = 256;

  private final StateStore store;
  private final L1Client l1;
  private final L1TransactionManager manager;
  private final SequenceBuilder builder;
  private final ReplacedSequences replaced;
  private final SequencerConfig config;
  private final L1Config l1Config;
  private final Address sender;
  private final Set<Address> accepted;
  private final FeeAllowance fees;
  private final Following synced;
  private final NodeStatus status;
  private final Clock clock;
  private final Metrics.Counter sequences;
  private final ChangeWatch rows;
  private final ChangeWatch extents;
  private long notBeforeMillis;

  /** What L1 had when nothing was to be sent. */
  private long restedAt;

  private boolean wasFull;
  private boolean forcedIsMissing;

  /** Last batch of the newest sequence, as far as the last step saw; only to spare steps. */
  private long newest;

  private volatile int inFlight;

  /**
   * @param sender the trusted sequencer's address; its key is the manager's
   * @param fees asked before each sequence
   * @param synced whether this node has all of L1
   */
  public SequenceSender(
      final StateStore store,
      final L1Client l1,
      final L1TransactionManager manager,
      final ChainConfig chain,
      final SequencerConfig config,
      final L1Config l1Config,
      final Address sender,
      final FeeAllowance fees,
      final Following synced,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    this.store = store;
    this.rows = ChangeWatch.ofRows(store);
    this.extents = ChangeWatch.ofRows(store);
    this.l1 = l1;
    this.manager = manager;
    manager.watch(OWNER);
    this.builder = new SequenceBuilder(chain.coinbase(), config.maxBatchBytes());
    this.replaced = new ReplacedSequences(store, manager);
    this.config = config;
    this.l1Config = l1Config;
    this.sender = sender;
    this.accepted = Set.copyOf(config.acceptedVerifiers());
    this.fees = fees;
    this.synced = synced;
    this.status = status;
    this.clock = clock;
    this.sequences = metrics.counter("sequence_sender_sequences_total", "Sequences submitted");
    metrics.gauge(
        "sequence_sender_in_flight", "Sequences that wait to be mined on L1", () -> inFlight);
  }

  /**
   * Submits the next sequence when there is one, behind those that are under way, and fewer are
   * than may be. One that is full goes at once; others gather batches for the interval.
   *
   * @return whether one was submitted; then there may be another
   */
  public boolean step() {
    if (!synced.isCaughtUp() || !isTime() && !mayBeFull()) {
      return false;
    }
    if (rows.isQuiet() && l1.rollupData().lastBatchSequenced() == restedAt) {
      return false;
    }
    rows.begin();
    final List<MonitoredTransaction> recent =
        store.read(tx -> tx.monitoredTransactions().ofOwner(OWNER, recentRows()));
    final long sequenced = l1.rollupData().lastBatchSequenced();
    if (isBehind(sequenced)) {
      return false;
    }
    replaced.withdraw(sequenced);
    final boolean failing = reportFailure(recent, sequenced);
    if (failing && !isTime()) {
      return false;
    }
    final SequencePipeline pipeline =
        new SequencePipeline(
            sequenced,
            recent.stream()
                .filter(row -> isUnfinished(row) || isMinedButNotSeen(row, sequenced))
                .toList());
    inFlight = pipeline.waiting();
    final OptionalLong end = pipeline.end();
    if (end.isEmpty() || inFlight >= config.settlement().maxSequencesInFlight()) {
      return false;
    }
    if (newest != end.getAsLong()) {
      newest = end.getAsLong();
      extents.begin();
    }
    final List<Batch> ready = ready(newest);
    if (ready.isEmpty() && inFlight == 0 && !failing && newest == sequenced && !forcedIsMissing) {
      restedAt = sequenced;
      rows.foundNothing();
      return false;
    }
    final Optional<Sequence> sequence =
        inTime(ready)
            .filter(next -> isTime() || isFull(next, ready))
            .filter(next -> fees.covers(next.paid(), pipeline.waitingBatches()));
    sequence.ifPresent(next -> submit(next, pipeline.last()));
    return sequence.isPresent();
  }

  private boolean isTime() {
    return clock.millis() >= notBeforeMillis;
  }

  /** Nothing can be added to it, so that there is nothing to wait for. */
  private boolean isFull(final Sequence sequence, final List<Batch> ready) {
    final long count = sequence.last() - sequence.first() + 1;
    return count == config.maxBatchesPerSequence() || count < ready.size();
  }

  /** Without a look at L1 or at any data. */
  private boolean mayBeFull() {
    if (!extents.isQuiet()) {
      extents.begin();
      wasFull = couldBeFull();
      extents.foundNothing();
    }
    return wasFull;
  }

  private boolean couldBeFull() {
    final StateStore.Batches.Extent extent = store.read(tx -> tx.batches().above(newest));
    return extent.batches() >= config.maxBatchesPerSequence()
        || extent.bytes() > TransactionSize.LIMIT;
  }

  /** Enough to see those under way and how the last ones ended. */
  private int recentRows() {
    return Math.max(RECENT, 2 * config.settlement().maxSequencesInFlight());
  }

  private static boolean isUnfinished(final MonitoredTransaction row) {
    return row.status() == MonitoredTransaction.Status.CREATED
        || row.status() == MonitoredTransaction.Status.SENT;
  }

  /**
   * Confirmed, but L1 does not tell of its batches: another of several endpoints that lags, or an
   * L1 reorg, which the transaction manager repairs until the transaction's block is settled.
   */
  private boolean isMinedButNotSeen(final MonitoredTransaction sent, final long sequenced) {
    if (sent.status() != MonitoredTransaction.Status.CONFIRMED
        || SequenceIds.lastBatch(sent.id()) <= sequenced) {
      return false;
    }
    final long head = l1.head(L1Client.BlockTag.LATEST).number();
    return !L1ReorgDetector.isSettled(sent.l1Block().orElse(0L), head)
        || sent.history().stream()
            .anyMatch(hash -> l1.receipt(hash).filter(L1Client.Receipt::success).isPresent());
  }

  /** Somebody else sequenced: the synchronizer, which may follow an older head, has to see it. */
  private boolean isBehind(final long sequenced) {
    final long closed = store.read(tx -> tx.batches().lastClosed().map(Batch::number).orElse(0L));
    if (sequenced <= closed) {
      return false;
    }
    LOG.warn("L1 has batches up to {}, this node has closed them up to {}", sequenced, closed);
    synced.fellBehind();
    return true;
  }

  /** Whether that L1 transaction is one of the sequences that this node sent lately. */
  public static boolean hasSent(final StateStore store, final Bytes32 l1Transaction) {
    return store.read(tx -> tx.monitoredTransactions().ofOwner(OWNER, RECENT_SEQUENCES)).stream()
        .anyMatch(sent -> sent.history().contains(l1Transaction));
  }

  /** Whether the next batches were in a sequence that failed. */
  private boolean reportFailure(final List<MonitoredTransaction> recent, final long sequenced) {
    final Optional<MonitoredTransaction> failed =
        recent.stream()
            .filter(tx -> tx.status() == MonitoredTransaction.Status.FAILED)
            .filter(tx -> SequenceIds.firstBatch(tx.id()) == sequenced + 1)
            .findFirst();
    if (failed.isEmpty()) {
      status.recovered(SEQUENCE_FAILED);
      return false;
    }
    final String text =
        "%s failed on L1, it is built again: %s"
            .formatted(failed.get().id(), failed.get().error().orElse("no reason given"));
    status.degraded(SEQUENCE_FAILED, text);
    return true;
  }

  /** The next batches, as far as they may go to L1. */
  private List<Batch> ready(final long sequenced) {
    final List<Batch> batches = readyButForced(sequenced);
    final List<Batch> allowed = store.read(tx -> ForcedBatchCheck.upToMissing(tx, batches));
    forcedIsMissing = allowed.size() < batches.size();
    if (forcedIsMissing) {
      final Batch waiting = batches.get(allowed.size());
      status.degraded(
          FORCED_BATCH_MISSING,
          "batch %d waits: L1 does not have forced batch %d any more, from which it was built"
              .formatted(waiting.number(), waiting.forced().orElseThrow().number()));
      if (store.read(tx -> ForcedBatchCheck.isReplaced(tx, waiting))) {
        LOG.warn("batch {} was built from a forced batch that L1 replaced", waiting.number());
        synced.fellBehind();
      }
    } else {
      status.recovered(FORCED_BATCH_MISSING);
    }
    return allowed;
  }

  private List<Batch> readyButForced(final long sequenced) {
    return store.read(
        tx -> {
          final List<Batch> closed =
              tx.batches().closedFrom(sequenced + 1, config.maxBatchesPerSequence());
          int count = 0;
          while (count < closed.size()
              && closed.get(count).number() == sequenced + 1 + count
              && closed.get(count).checked()
              && isSigned(tx, closed.get(count).number())) {
            count++;
          }
          return List.copyOf(closed.subList(0, count));
        });
  }

  private boolean isSigned(final StateStore.Tx tx, final long batchNumber) {
    return config.verifierThreshold() == 0
        || BatchSignature.countSigners(tx.batchSignatures().ofBatch(batchNumber), accepted)
            >= config.verifierThreshold();
  }

  /** The longest sequence that fits a transaction and whose timestamps L1 accepts now. */
  private Optional<Sequence> inTime(final List<Batch> batches) {
    if (batches.isEmpty()) {
      return Optional.empty();
    }
    final long limit =
        l1.head(L1Client.BlockTag.LATEST).timestamp() + SequenceBuilder.TIMESTAMP_MARGIN_SECONDS;
    final Optional<Sequence> sequence =
        store.read(
            tx ->
                builder.longest(
                    batches,
                    batch ->
                        tx.blocks()
                            .find(batch.lastBlock())
                            .map(block -> block.timestamp())
                            .orElse(Long.MAX_VALUE),
                    limit));
    if (sequence.isEmpty()) {
      status.degraded(
          AHEAD_OF_L1,
          "batch %d waits: its last block is later than %d, L1's newest timestamp plus %d s"
              .formatted(
                  batches.getFirst().number(), limit, SequenceBuilder.TIMESTAMP_MARGIN_SECONDS));
    } else {
      status.recovered(AHEAD_OF_L1);
    }
    return sequence;
  }

  private void submit(final Sequence sequence, final Optional<String> dependsOn) {
    final String id = freeId(sequence);
    manager.submit(OWNER, id, dependsOn, sender, l1Config.rollup(), sequence.calldata());
    newest = sequence.last();
    extents.begin();
    inFlight++;
    notBeforeMillis = clock.millis() + config.sequenceInterval().toMillis();
    sequences.increment();
    final String text = "%s, %d bytes of calldata".formatted(id, sequence.calldata().size());
    LOG.info("submitted {}", text);
    store.update(
        tx ->
            tx.events()
                .insert(new Event(clock.millis(), "INFO", OWNER, "SEQUENCE_SUBMITTED", text)));
    manager.sendSubmitted();
  }

  /**
   * The manager does not start a confirmed id again. Confirmed, yet L1 does not have its batches:
   * an L1 reorg dropped it, so the sequence goes out under another id.
   */
  private String freeId(final Sequence sequence) {
    int attempt = 1;
    String id = SequenceIds.of(sequence.first(), sequence.last(), attempt);
    while (manager
        .find(OWNER, id)
        .filter(tx -> tx.status() == MonitoredTransaction.Status.CONFIRMED)
        .isPresent()) {
      attempt++;
      id = SequenceIds.of(sequence.first(), sequence.last(), attempt);
    }
    return id;
  }
}
