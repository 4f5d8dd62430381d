/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.zks.ReplayRecords.ReplayBlock;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.connection.CutReason;
import org.zknode.zks.connection.ExternalNodeConnection;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.connection.Output;
import org.zknode.zks.record.ReplayRecord;

/** Drives an external node's side of one connection: takes the replay, verifies if it has a key. */
final class ExternalNodePeer implements ZksPeer {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalNodePeer.class);

  private final PeerLink link;
  private final ExternalNodeZks role;
  private final ExternalNodeConnection machine;
  private final OutputRunner runner;
  // Why this side cut the connection; empty when the other side ended it.
  private Optional<Output.Cut> cut = Optional.empty();
  private OptionalLong startedAt = OptionalLong.empty();
  private boolean steady;
  // A record was not taken here.
  private boolean refused;

  ExternalNodePeer(final PeerLink link, final ExternalNodeZks role) {
    this.link = link;
    this.role = role;
    this.machine = role.node().connect(link.peer(), link.lanes());
    this.runner =
        new OutputRunner(
            link,
            role.reports(),
            verify -> role.verify(link, verify),
            result -> {
              throw new IllegalStateException("an external node gets no results");
            });
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
    Optional<ReplayRecord> next = machine.next();
    while (next.isPresent() && take(next.get())) {
      next = machine.next();
    }
  }

  private boolean take(final ReplayRecord replayRecord) throws InterruptedException {
    final ReplayBlock block;
    try {
      block = role.mapper().fromRecord(replayRecord);
    } catch (final ZksDecodeException e) {
      refused = true;
      run(machine.rejected(e));
      return false;
    }
    if (!role.sink().accept(block, link.toString())) {
      refused = true;
      run(machine.rejected("block %d was not taken".formatted(replayRecord.blockNumber())));
      return false;
    }
    role.metrics().blocksReceived.increment();
    role.health().taken();
    run(machine.taken(System.nanoTime()));
    return true;
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
    if (outputs.isEmpty()) {
      // As after nearly every record.
      return;
    }
    outputs.stream()
        .filter(Output.Cut.class::isInstance)
        .findFirst()
        .ifPresent(last -> cut = Optional.of((Output.Cut) last));
    runner.run(outputs);
  }

  private void watch() {
    if (machine.replayFrom().isEmpty() || steady) {
      return;
    }
    if (startedAt.isEmpty()) {
      startedAt = OptionalLong.of(System.nanoTime());
    } else if (System.nanoTime() - startedAt.getAsLong() >= ReplayHealth.STEADY.toNanos()) {
      steady = true;
      role.health().steady();
    }
  }

  /** What the end of this replay says about the main node. */
  private void judge() {
    if (machine.replayFrom().isEmpty() || link.isEnded()) {
      return;
    }
    final long wanted =
        machine.replayedTo().isPresent()
            ? machine.replayedTo().getAsLong() + 1
            : machine.replayFrom().getAsLong();
    if (!refused && cut.filter(ended -> ended.reason() == CutReason.STALLED).isPresent()) {
      // Silence: the chain may be idle, which L1 shows.
      ownNextBlock()
          .ifPresent(
              own -> {
                if (own > wanted) {
                  role.health().behindL1(link, wanted, own, role.node().inactivityTimeout());
                }
              });
    } else if (machine.replayedTo().isEmpty() && !steady) {
      role.health()
          .fruitless(
              link,
              wanted,
              cut.map(Output.Cut::detail).orElse("the other side ended the connection"));
    }
  }

  private OptionalLong ownNextBlock() {
    try {
      return OptionalLong.of(role.sink().nextBlock());
    } catch (final EngineException | TemporaryException e) {
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
  public PeerStatus status() {
    return PeerStatus.of(link, machine.replayFrom(), machine.replayedTo(), Optional.empty());
  }
}
