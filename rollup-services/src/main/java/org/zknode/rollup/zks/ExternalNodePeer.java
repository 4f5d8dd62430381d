/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.Optional;
import org.zknode.rollup.zks.ReplayRecords.ReplayBlock;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.connection.ExternalNodeConnection;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.record.ReplayRecord;

/** Drives an external node's side of one connection: takes the replay, verifies if it has a key. */
final class ExternalNodePeer implements ZksPeer {
  private final PeerLink link;
  private final ExternalNodeZks role;
  private final ExternalNodeConnection machine;
  private final OutputRunner runner;

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
    runner.run(machine.opened(System.nanoTime()));
  }

  @Override
  public void received(final Frame frame) throws InterruptedException {
    runner.run(machine.received(frame, System.nanoTime()));
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
      runner.run(machine.rejected(e));
      return false;
    }
    if (!role.sink().accept(block, link.toString())) {
      runner.run(machine.rejected("block %d was not taken".formatted(replayRecord.blockNumber())));
      return false;
    }
    role.metrics().blocksReceived.increment();
    runner.run(machine.taken(System.nanoTime()));
    return true;
  }

  @Override
  public long work() throws InterruptedException {
    // What arrived before the end is still taken, but nothing is asked for any more.
    if (!link.inbox().isClosed()) {
      runner.run(machine.tick(System.nanoTime()));
    }
    return Math.min(ZksLimits.IDLE.toNanos(), role.node().inactivityTimeout().toNanos());
  }

  @Override
  public boolean drains() {
    return machine.drains();
  }

  @Override
  public void closed() throws InterruptedException {
    runner.run(machine.closed());
  }

  @Override
  public PeerStatus status() {
    return PeerStatus.of(link, machine.replayFrom(), machine.replayedTo(), Optional.empty());
  }
}
