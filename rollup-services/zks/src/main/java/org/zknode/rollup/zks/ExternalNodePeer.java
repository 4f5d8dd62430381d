/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords.Judgement;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Verdict;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.connection.CutReason;
import org.zknode.zks.connection.ExternalNodeConnection;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.connection.Output;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.session.ConnectionRegistry;

/** Drives an external node's side of one connection: takes the replay, verifies if it has a key. */
final class ExternalNodePeer implements ZksPeer {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalNodePeer.class);

  /** Longest time in this node's own pipeline that is not looked at as the main node's. */
  private static final Duration OWN_TIME = Duration.ofSeconds(1);

  /** How often the own chain is compared with the replay. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Transactions of the records of one message that are looked at together: two full batches. */
  private static final long TOGETHER_BYTES = 256 << 10;

  private final PeerLink link;
  private final ExternalNodeZks role;
  private final ExternalNodeConnection machine;
  private final OutputRunner runner;
  private final String mainNode;
  private final ReplayLag lag;
  private final Metrics.Histogram behind;
  // Why this side cut the connection; empty when the other side ended it.
  private Optional<Output.Cut> cut = Optional.empty();
  private OptionalLong startedAt = OptionalLong.empty();
  private OptionalLong lookedAt = OptionalLong.empty();
  // What there is to say about this replay is said.
  private boolean judged;

  ExternalNodePeer(final PeerLink link, final ExternalNodeZks role) {
    this.link = link;
    this.role = role;
    this.mainNode = ReplaySource.shown(link.peerId());
    this.machine = role.node().connect(link.peer(), link.lanes());
    this.behind = role.metrics().replayLag.of(link.peerId());
    this.lag = new ReplayLag(role.sources().times().leave());
    this.runner = new OutputRunner(link, role.reports());
  }

  @Override
  public void admitted() {}

  @Override
  public void opened() throws InterruptedException {
    run(machine.opened(System.nanoTime()));
  }

  @Override
  public void received(final Frame frame) throws InterruptedException {
    run(machine.received(frame, System.nanoTime()));
    boolean taken = true;
    while (taken && machine.next().isPresent()) {
      taken = take(machine.waiting());
    }
  }

  /**
   * Takes the first of these records, and those after it as far as they go together.
   *
   * @return false when the stream ends
   */
  private boolean take(final List<ReplayRecord> records) throws InterruptedException {
    final List<ReplayBlock> blocks = new ArrayList<>();
    try {
      blocks.add(role.mapper().fromRecord(records.getFirst()));
    } catch (final ZksDecodeException e) {
      failed(e.getMessage());
      run(machine.rejected(e));
      return false;
    }
    addNext(blocks, records);
    final long start = System.nanoTime();
    final Judgement judgement = role.sink().judge(blocks, mainNode);
    if (System.nanoTime() - start > OWN_TIME.toNanos()) {
      lag.forgive();
    }
    for (final ReplayBlock block : blocks.subList(0, judgement.taken())) {
      role.metrics().blocksReceived.increment();
      behind.observe(
          ReplayLagSeconds.between(block.attributes().timestamp(), role.clock().millis()));
      role.sources().took(link.peerId());
      run(machine.taken(System.nanoTime()));
    }
    return goesOn(judgement.last());
  }

  /** What is none of this chain is found again when it is the first. */
  private void addNext(final List<ReplayBlock> blocks, final List<ReplayRecord> records) {
    long bytes = bytes(blocks.getFirst());
    for (final ReplayRecord next : records.subList(1, records.size())) {
      final ReplayBlock block;
      try {
        block = role.mapper().fromRecord(next);
      } catch (final ZksDecodeException e) {
        LOG.debug("zks peer {}: record {}", link, next.blockNumber(), e);
        return;
      }
      bytes += bytes(block);
      if (bytes > TOGETHER_BYTES) {
        return;
      }
      blocks.add(block);
    }
  }

  private static long bytes(final ReplayBlock block) {
    return block.transactions().stream().mapToLong(Bytes::size).sum();
  }

  private boolean goesOn(final Verdict verdict) throws InterruptedException {
    switch (verdict) {
      case Verdict.Taken taken -> {
        return true;
      }
      case Verdict.NotNow notNow -> {
        judged = true;
        role.sources().rest(link.peerId(), notNow.why());
        run(machine.rejected(notNow.why()));
        return false;
      }
      case Verdict.Wrong wrong -> {
        failed(wrong.why());
        run(machine.wrong(wrong.why()));
        return false;
      }
    }
  }

  @Override
  public long work() throws InterruptedException {
    // What arrived before the end is still taken, but nothing is asked for any more.
    if (!link.inbox().isClosed()) {
      run(machine.tick(System.nanoTime()));
      watch();
    }
    return Math.min(ZksLimits.IDLE.toNanos(), role.node().inactivityTimeout().toNanos());
  }

  private void run(final List<Output> outputs) throws InterruptedException {
    for (final Output output : outputs) {
      if (output instanceof Output.Cut last) {
        cut = Optional.of(last);
      }
      switch (output) {
        case Output.OnConnection own -> runner.run(own);
        case Output.Verify verify -> role.lane().submit(link, verify);
        case Output.Result result ->
            throw new IllegalStateException("an external node gets no results");
      }
    }
  }

  /**
   * Leaves a main node that stays behind what this node knows already, or has to be asked again.
   */
  private void watch() throws InterruptedException {
    final long now = System.nanoTime();
    if (machine.awaited().isEmpty()
        || cut.isPresent()
        || lookedAt.isPresent() && now - lookedAt.getAsLong() < LOOK.toNanos()) {
      return;
    }
    lookedAt = OptionalLong.of(now);
    if (startedAt.isEmpty()) {
      startedAt = lookedAt;
    }
    final OptionalLong own = ownNextBlock();
    if (own.isEmpty()) {
      return;
    }
    final long missing = own.getAsLong() - machine.awaited().getAsLong();
    if (missing < 0) {
      askAgain(own.getAsLong());
      return;
    }
    final boolean stuck = lag.isStuck(missing, now);
    role.sources().behind(link.peerId(), missing > 0 && lag.lasts(now, role.sources().times()));
    if (stuck) {
      final String why =
          "it brings nothing from block %d on, while this node has the blocks up to %d"
              .formatted(machine.awaited().getAsLong(), own.getAsLong() - 1);
      failed(why);
      run(machine.rejected(why));
    }
  }

  /** This node took blocks back; the main node may not have a later one to find out by. */
  private void askAgain(final long wanted) throws InterruptedException {
    judged = true;
    final String why =
        "this node went back and wants block %d, not %d"
            .formatted(wanted, machine.awaited().getAsLong());
    role.sources().rest(link.peerId(), why);
    run(machine.rejected(why));
  }

  private void failed(final String why) {
    judged = true;
    if (machine.replayedTo().isEmpty()) {
      role.metrics().fruitlessReplays.increment();
    }
    role.sources().failed(link.peerId(), why);
  }

  /** What the end of this replay says about the main node. */
  private void judge() {
    if (judged || machine.replayFrom().isEmpty() || link.isEnded()) {
      return;
    }
    if (cut.isPresent() && cut.get().reason() == CutReason.STALLED) {
      // Silence for the whole inactivity timeout: the chain may be idle.
      role.sources().rest(link.peerId(), cut.get().detail());
    } else if (cut.isPresent()) {
      failed(cut.get().detail());
    } else if (machine.replayedTo().isEmpty() && !isSteady()) {
      failed("it ended the connection before it brought a block");
    }
  }

  private boolean isSteady() {
    return startedAt.isPresent()
        && System.nanoTime() - startedAt.getAsLong() >= role.sources().times().steady().toNanos();
  }

  private OptionalLong ownNextBlock() {
    try {
      return OptionalLong.of(role.sink().nextBlock());
    } catch (final TemporaryException e) {
      LOG.debug("zks peer {}: this node's head is not known", link, e);
      return OptionalLong.empty();
    }
  }

  @Override
  public boolean drains() {
    return machine.drains();
  }

  @Override
  public void closed() throws InterruptedException {
    judge();
    run(machine.closed());
  }

  @Override
  public ConnectionRegistry.Use use() {
    return machine.replayFrom().isPresent()
        ? ConnectionRegistry.Use.REPLAYS
        : ConnectionRegistry.Use.SILENT;
  }

  @Override
  public PeerStatus status() {
    return PeerStatus.of(link, machine.replayFrom(), machine.replayedTo(), Optional.empty());
  }
}
