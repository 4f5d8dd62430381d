/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineListener;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.preconfirmation.SliceListener;

/**
 * How long the transactions that came over this node take until they are preconfirmed, in a block
 * of its chain, on L1, and proven there. In memory alone, of so many: those that do not fit are not
 * measured, the oldest first. Thread-safe.
 */
public final class TransactionLatency implements EngineListener, SliceListener {
  /** Transactions that wait for a block: some 2 MB. */
  static final int MAX_WAITING = 16_384;

  /** Transactions in blocks that are not proven yet: 8 bytes each. */
  static final int MAX_INCLUDED = 131_072;

  /** Transactions of one block, by when they arrived. */
  private static final class Included {
    private final long block;
    private final List<Long> arrivals;
    private boolean virtual;

    Included(final long block, final List<Long> arrivals) {
      this.block = block;
      this.arrivals = arrivals;
    }
  }

  private final LongSupplier nanoTime;
  private final Metrics.Histogram toSlice;
  private final Metrics.Histogram toBlock;
  private final Metrics.Histogram toVirtual;
  private final Metrics.Histogram toVerified;
  private final Map<Long, Long> waiting = new LinkedHashMap<>();
  private final Deque<Included> blocks = new ArrayDeque<>();
  private int included;

  public TransactionLatency(final Metrics metrics) {
    this(metrics, System::nanoTime);
  }

  TransactionLatency(final Metrics metrics, final LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    final Metrics.Histograms seconds =
        metrics.histogram(
            "transaction_seconds",
            "Seconds from the arrival of a transaction at this node until it is in a slice that this"
                + " node tells of, in a block of its chain, in a sequence on L1, and proven there;"
                + " label stage: preconfirmed, block, virtual, verified",
            Buckets.WAIT,
            "stage");
    toSlice = seconds.of("preconfirmed");
    toBlock = seconds.of("block");
    toVirtual = seconds.of("virtual");
    toVerified = seconds.of("verified");
  }

  /**
   * It has arrived; to be told before it is stored, because a block may have it at once then.
   *
   * @param raw EIP-2718 network encoding
   * @return whether it is measured from now; false when it is already
   */
  public synchronized boolean arrived(final Bytes raw) {
    if (waiting.putIfAbsent(key(raw), nanoTime.getAsLong()) != null) {
      return false;
    }
    if (waiting.size() > MAX_WAITING) {
      final Iterator<Long> oldest = waiting.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  /** It was not taken. */
  public synchronized void forget(final Bytes raw) {
    waiting.remove(key(raw));
  }

  /**
   * Tells transactions apart well enough for measuring, at a hundredth of what their hash costs:
   * this is done on the thread that makes blocks.
   */
  private static long key(final Bytes raw) {
    final CRC32C sum = new CRC32C();
    sum.update(raw.toArrayUnsafe());
    final int end = raw.size() < Integer.BYTES ? 0 : raw.getInt(raw.size() - Integer.BYTES);
    return sum.getValue() << Integer.SIZE | Integer.toUnsignedLong(end);
  }

  @Override
  public synchronized void preconfirmed(final Slice slice) {
    if (waiting.isEmpty()) {
      return;
    }
    final List<Long> arrivals =
        slice.transactions().stream()
            .map(each -> waiting.get(key(each.transaction().raw())))
            .filter(Objects::nonNull)
            .toList();
    observe(toSlice, arrivals, nanoTime.getAsLong());
  }

  @Override
  public synchronized void appended(final L2Block block) {
    if (waiting.isEmpty()) {
      return;
    }
    final long now = nanoTime.getAsLong();
    final List<Long> arrivals =
        block.transactions().stream()
            .map(raw -> waiting.remove(key(raw)))
            .filter(Objects::nonNull)
            .toList();
    if (arrivals.isEmpty()) {
      return;
    }
    observe(toBlock, arrivals, now);
    blocks.addLast(new Included(block.number(), arrivals));
    included += arrivals.size();
    while (included > MAX_INCLUDED) {
      included -= blocks.removeFirst().arrivals.size();
    }
  }

  @Override
  public synchronized void confirmed(final long virtual, final long verified) {
    final long now = nanoTime.getAsLong();
    for (final Included block : blocks) {
      if (block.block > virtual) {
        break;
      }
      if (!block.virtual) {
        block.virtual = true;
        observe(toVirtual, block.arrivals, now);
      }
    }
    while (!blocks.isEmpty() && blocks.getFirst().block <= verified) {
      final Included proven = blocks.removeFirst();
      included -= proven.arrivals.size();
      observe(toVerified, proven.arrivals, now);
    }
  }

  /** What was in the blocks that are gone is not measured further. */
  @Override
  public synchronized void unwound(final long number) {
    while (!blocks.isEmpty() && blocks.getLast().block > number) {
      included -= blocks.removeLast().arrivals.size();
    }
  }

  private static void observe(
      final Metrics.Histogram histogram, final List<Long> arrivals, final long now) {
    arrivals.forEach(arrival -> histogram.observe((now - arrival) / Metrics.NANOS_PER_SECOND));
  }
}
