/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.bench.Percentiles;
import org.zknode.eth.SignedTransaction;

/**
 * When transactions were due, accepted, preconfirmed and in a block. Times count from when one was
 * due, so that a node which holds up the next ones pays for it. From any thread.
 */
final class SentTimes {
  /** Not yet. */
  private static final long NEVER = Long.MIN_VALUE;

  private final Map<Bytes32, Integer> index = new HashMap<>();
  private final AtomicLongArray due;
  private final AtomicLongArray accepted;
  private final AtomicLongArray preconfirmed;
  private final AtomicLongArray included;
  private final int warmUp;

  /**
   * @param warmUp so many of the first are not measured
   */
  SentTimes(final List<SignedTransaction> transactions, final int warmUp) {
    transactions.forEach(transaction -> index.put(transaction.hash(), index.size()));
    due = never(transactions.size());
    accepted = never(transactions.size());
    preconfirmed = never(transactions.size());
    included = never(transactions.size());
    this.warmUp = warmUp;
  }

  private static AtomicLongArray never(final int size) {
    final AtomicLongArray times = new AtomicLongArray(size);
    for (int i = 0; i < size; i++) {
      times.set(i, NEVER);
    }
    return times;
  }

  void due(final int number, final long nanos) {
    due.set(number, nanos);
  }

  void accepted(final int number, final long nanos) {
    accepted.compareAndSet(number, NEVER, nanos);
  }

  /** One of anybody's. */
  void preconfirmed(final Bytes32 hash, final long nanos) {
    final Integer number = index.get(hash);
    if (number != null) {
      preconfirmed.compareAndSet(number, NEVER, nanos);
    }
  }

  /** One of anybody's; who was told of no slice with it knows it now. */
  void included(final Bytes32 hash, final long nanos) {
    final Integer number = index.get(hash);
    if (number != null) {
      preconfirmed.compareAndSet(number, NEVER, nanos);
      included.compareAndSet(number, NEVER, nanos);
    }
  }

  /** Whether all that was accepted is in a block. */
  boolean isDone() {
    for (int i = 0; i < due.length(); i++) {
      if (accepted.get(i) != NEVER && included.get(i) == NEVER) {
        return false;
      }
    }
    return true;
  }

  /** Measured ones that the node did not accept in time. */
  int refused() {
    return missing(accepted);
  }

  /** Measured ones that were in no block in time. */
  int notIncluded() {
    return missing(included);
  }

  private int missing(final AtomicLongArray times) {
    int count = 0;
    for (int i = warmUp; i < times.length(); i++) {
      if (times.get(i) == NEVER) {
        count++;
      }
    }
    return count;
  }

  /**
   * @param now what is not accepted yet counts with its age
   */
  Percentiles acceptance(final long now) {
    return since(accepted, now);
  }

  /**
   * @param now what nothing is told of yet counts with its age
   */
  Percentiles preconfirmation(final long now) {
    return since(preconfirmed, now);
  }

  /**
   * @param now what is in no block yet counts with its age
   */
  Percentiles inclusion(final long now) {
    return since(included, now);
  }

  private Percentiles since(final AtomicLongArray times, final long now) {
    final List<Long> nanos = new ArrayList<>();
    for (int i = warmUp; i < times.length(); i++) {
      final long time = times.get(i) == NEVER ? now : times.get(i);
      nanos.add(time - due.get(i));
    }
    return Percentiles.of(nanos);
  }
}
