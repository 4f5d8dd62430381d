/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.connection.Output;
import org.zknode.zks.limit.Limit;

/** What both sides' drivers share: outputs in order, waiting for room, cutting a slow reader. */
abstract class SimPeer implements SimLink.Owner {
  private static final long TICK = 500_000_000L;

  final World world;
  final SimLink link;
  final SimLink.End end;
  final Bytes peerId;
  private final Deque<Output> backlog = new ArrayDeque<>();
  private long fullSince = -1;
  private boolean ended;

  SimPeer(final World world, final SimLink link, final SimLink.End end, final Bytes peerId) {
    this.world = world;
    this.link = link;
    this.end = end;
    this.peerId = peerId;
  }

  final void start() {
    end.own(this);
    world.scheduler.after(0, this::wake);
    world.scheduler.after(TICK, this::tick);
  }

  /** Nothing is read or sent before the start; an end is noticed. */
  final void waitAsSpare() {
    end.own(
        () -> {
          if (end.isDown()) {
            finish();
          }
        });
  }

  private void tick() {
    if (!ended) {
      wake();
      world.scheduler.after(TICK, this::tick);
    }
  }

  @Override
  public final void wake() {
    if (ended) {
      return;
    }
    flush();
    if (!ended && backlog.isEmpty()) {
      work();
    }
    if (!ended && end.isDown() && !drains()) {
      finish();
    }
  }

  /** Does what can be done now; called only while nothing waits to be sent. */
  abstract void work();

  /** True while what arrived before the end is still to be dealt with. */
  abstract boolean drains();

  abstract List<Output> closed();

  abstract void onReport(Output.Report report);

  void onVerify(final Output.Verify verify) {
    throw new AssertionError("asked to verify: " + verify);
  }

  void onResult(final Output.Result result) {
    throw new AssertionError("got a result: " + result);
  }

  final boolean isEnded() {
    return ended;
  }

  final boolean isBlocked() {
    return !backlog.isEmpty();
  }

  final void run(final List<Output> outputs) {
    backlog.addAll(outputs);
    flush();
  }

  private void flush() {
    while (!ended && !backlog.isEmpty()) {
      if (backlog.peek() instanceof Output.Send && !end.isDown() && !end.hasRoom()) {
        waitForRoom();
        return;
      }
      fullSince = -1;
      perform(backlog.remove());
    }
  }

  private void waitForRoom() {
    if (fullSince < 0) {
      fullSince = world.scheduler.now();
    } else if (world.scheduler.now() - fullSince > Limit.OUTBOUND_SECONDS.nanos()) {
      world.trace("slow reader cut");
      backlog.clear();
      finish();
    }
  }

  private void perform(final Output output) {
    switch (output) {
      case Output.Send send -> {
        if (!end.isDown()) {
          end.send(
              new Frame(
                  send.lane().name(),
                  send.lane().id(send.message().type()),
                  send.message().encode()));
        }
      }
      case Output.Report report -> {
        world.trace(this, report.event());
        onReport(report);
      }
      case Output.Verify verify -> onVerify(verify);
      case Output.Result result -> onResult(result);
      case Output.Cut cut -> {
        world.trace(this + " " + cut);
        world.check(
            !cut.reason().isOffence() || !world.isHonest(peerId),
            "%s cuts an honest peer: %s".formatted(this, cut));
        backlog.clear();
        finish();
      }
    }
  }

  /** Ends this side; the machine gets its last call. */
  final void finish() {
    if (ended) {
      return;
    }
    ended = true;
    link.cut();
    backlog.clear();
    for (final Output output : closed()) {
      if (output instanceof Output.Report report) {
        world.trace(this, report.event());
        onReport(report);
      }
    }
  }
}
