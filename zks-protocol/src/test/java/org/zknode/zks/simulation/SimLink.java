/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.zknode.zks.connection.Frame;

/**
 * One simulated devp2p connection: ordered within itself as TCP is, delayed without relation to any
 * other (so that connections overtake each other), cut at any moment, with frames in flight lost.
 */
final class SimLink {
  /** Frames of one direction that are under way or wait to be read: then the sender has no room. */
  static final int WINDOW = 32;

  private static final long MILLI = 1_000_000;

  /** What a node does with its end; called by the scheduler only. */
  interface Owner {
    /** Look at the end: something arrived, there is room again, or it is gone. */
    void wake();
  }

  /** One side's view. */
  final class End {
    private final Deque<Frame> inbox = new ArrayDeque<>();
    private Owner owner = () -> {};
    private End other;
    private int inFlight;
    private long lastArrival;
    private boolean down;

    void own(final Owner newOwner) {
      owner = newOwner;
    }

    boolean isDown() {
      return down;
    }

    int waiting() {
      return inbox.size();
    }

    /** True when the other side takes another frame now. */
    boolean hasRoom() {
      return !down && inFlight + other.inbox.size() < WINDOW;
    }

    /** The frame is lost when the link is cut before it arrives, or is a black hole. */
    void send(final Frame frame) {
      if (!hasRoom()) {
        throw new IllegalStateException("no room");
      }
      if (blackHole) {
        return;
      }
      inFlight++;
      lastArrival =
          Math.max(lastArrival, scheduler.now() + (1 + random.nextInt(maxDelayMillis)) * MILLI);
      scheduler.after(lastArrival - scheduler.now(), () -> arrive(frame));
    }

    private void arrive(final Frame frame) {
      inFlight--;
      if (!cut) {
        other.inbox.add(frame);
        other.owner.wake();
      }
    }

    Frame read() {
      final Frame frame = inbox.remove();
      scheduler.after(0, other.owner::wake);
      return frame;
    }
  }

  private final Scheduler scheduler;
  private final Random random;
  private final int maxDelayMillis;
  final End a = new End();
  final End b = new End();
  private boolean blackHole;
  private boolean cut;

  SimLink(final Scheduler scheduler, final Random random, final int maxDelayMillis) {
    this.scheduler = scheduler;
    this.random = random;
    this.maxDelayMillis = maxDelayMillis;
    a.other = b;
    b.other = a;
  }

  boolean isCut() {
    return cut;
  }

  /** From now on frames vanish, and nobody is told. */
  void becomeBlackHole() {
    blackHole = true;
  }

  /** Ends it; each side notices in its own time, after what has arrived already. */
  void cut() {
    if (cut) {
      return;
    }
    cut = true;
    for (final End end : new End[] {a, b}) {
      scheduler.after(
          random.nextInt(maxDelayMillis) * MILLI,
          () -> {
            end.down = true;
            end.owner.wake();
          });
    }
  }
}
