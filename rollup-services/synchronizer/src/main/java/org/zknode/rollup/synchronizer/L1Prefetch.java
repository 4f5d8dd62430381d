/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Reads several ranges of L1 blocks at the same time and hands them out in order
 * (docs/spec/synchronizer.md, "Reading ahead"). Used by one thread. Whatever goes wrong with one
 * range drops all that follow it, so that nothing is handed out that does not continue what is
 * stored.
 */
final class L1Prefetch {
  private record Pending(L1View view, long from, long to, FutureTask<Optional<L1Range>> task) {}

  private final L1Synchronizer.Fetching fetching;

  /** Consecutive ranges, at most as many as may be read at the same time. */
  private final Deque<Pending> pending = new ArrayDeque<>();

  L1Prefetch(final L1Synchronizer.Fetching fetching) {
    this.fetching = fetching;
  }

  /**
   * The range after that block.
   *
   * @param view the endpoint to read from; what was read ahead from another one is dropped
   * @param last newest block that is stored
   * @param head newest block that may be read, above last
   * @return empty when L1 changed meanwhile; look for a reorg and try again
   * @throws TemporaryException L1 cannot be reached now
   */
  Optional<L1Range> next(final L1View view, final L1BlockRef last, final long head) {
    final long from = last.number() + 1;
    if (!pending.isEmpty()
        && (pending.getFirst().from() != from || pending.getFirst().view() != view)) {
      drop();
    }
    final Optional<L1Range> range;
    if (pending.isEmpty() && (fetching.parallelRanges() == 1 || endOf(from, head) == head)) {
      range = L1RangeReader.read(view, from, endOf(from, head));
    } else {
      fill(view, from, head);
      range = take(pending.removeFirst());
    }
    if (range.filter(found -> found.parentOfFirst().equals(last.hash())).isEmpty()) {
      drop();
      return Optional.empty();
    }
    return range;
  }

  private void fill(final L1View view, final long from, final long head) {
    long next = pending.isEmpty() ? from : pending.getLast().to() + 1;
    while (pending.size() < fetching.parallelRanges() && next <= head) {
      final long first = next;
      final long end = endOf(first, head);
      final FutureTask<Optional<L1Range>> task =
          new FutureTask<>(() -> L1RangeReader.read(view, first, end));
      Thread.ofVirtual().name("zknode-l1-range-" + first).start(task);
      pending.addLast(new Pending(view, first, end, task));
      next = end + 1;
    }
  }

  private long endOf(final long from, final long head) {
    return Long.min(head, from + fetching.maxBlockRange() - 1);
  }

  private Optional<L1Range> take(final Pending range) {
    try {
      return range.task().get();
    } catch (final InterruptedException e) {
      drop();
      range.task().cancel(true);
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted while L1 was read", e);
    } catch (final ExecutionException e) {
      drop();
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(
          "blocks %d to %d of L1 could not be read".formatted(range.from(), range.to()),
          e.getCause());
    }
  }

  private void drop() {
    pending.forEach(range -> range.task().cancel(true));
    pending.clear();
  }
}
