/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * Collects the calls of one transaction within limits: a call costs 100 gas and may name all of its
 * caller's memory as its input, so that gas bounds the work and not what is kept. For one thread.
 */
public final class CallRecorder {
  private final TraceLimits limits;
  private final List<CallTrace> calls = new ArrayList<>();
  private long bytes;
  private boolean full;

  public CallRecorder(final TraceLimits limits) {
    this.limits = limits;
  }

  /**
   * A call begins, without its output.
   *
   * @return its place, for {@link #leave}
   */
  public int enter(final CallTrace call) {
    final int place = calls.size();
    if (place >= limits.calls() || !keeps(call.input())) {
      full = true;
    }
    if (!full) {
      calls.add(call.detached());
    }
    return place;
  }

  /** A call ended. */
  public void leave(final int place, final Bytes output) {
    full |= !keeps(output);
    if (!full && place < calls.size()) {
      calls.set(place, calls.get(place).returned(output.copy()));
    }
  }

  /** Without the last one, which did not happen. */
  public void drop(final int place) {
    if (place < calls.size()) {
      calls.remove(place);
    }
  }

  private boolean keeps(final Bytes data) {
    bytes += data.size();
    return bytes <= limits.bytes();
  }

  /**
   * In the order in which they began.
   *
   * @throws TraceTooLargeException there were more, or their data is larger
   */
  public List<CallTrace> calls() {
    if (full) {
      throw new TraceTooLargeException(
          "the transaction makes more than %d calls, or they have more than %d bytes of data"
              .formatted(limits.calls(), limits.bytes()));
    }
    return List.copyOf(calls);
  }
}
