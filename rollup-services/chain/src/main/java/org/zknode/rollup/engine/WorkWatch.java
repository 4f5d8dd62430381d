/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * Holds the transactions of one block to their {@link WorkLimits}, in one part or in several; for
 * one thread.
 */
public final class WorkWatch {
  /** Enough for a transfer, too little for code that exceeds a batch by its default limits. */
  private static final long TRANSFER_GAS = 50_000;

  private final WorkLimits limits;
  private Duration longestPart = OpenBlock.NO_LIMIT;
  private long partStart;

  /** By the parts before. */
  private long spent;

  private long begun;
  private long discarded;

  /** The block's time begins now. */
  public WorkWatch(final WorkLimits limits) {
    this.limits = limits;
    this.partStart = limits.nanoTime().getAsLong();
  }

  /**
   * A part of the block begins; what time passed since the last one was over does not count.
   *
   * @param longest after this long no further transaction of the part is begun
   */
  public void resume(final Duration longest) {
    partStart = now();
    longestPart = longest;
  }

  /** A part is over. */
  public void pause() {
    spent += now() - partStart;
    partStart = now();
  }

  private long elapsed() {
    return spent + now() - partStart;
  }

  /** Why a transaction with that gas limit may not begin any more, if so. */
  public Optional<String> refuses(final long gasLimit) {
    if (elapsed() >= limits.assembly().toNanos()) {
      return Optional.of("the block's time is over");
    }
    if (now() - partStart >= longestPart.toNanos()) {
      return Optional.of("the time of this part of the block is over");
    }
    return gasLimit > mostGas()
        ? Optional.of("the block's time for transactions that come to nothing is over")
        : Optional.empty();
  }

  /** The more came to nothing, the less a further transaction may risk. */
  private long mostGas() {
    final long budget = limits.discarded().toNanos();
    if (discarded < budget) {
      return Long.MAX_VALUE;
    }
    return discarded < 2 * budget ? limits.smallGas() : Math.min(limits.smallGas(), TRANSFER_GAS);
  }

  /** A transaction's execution begins. */
  public void begin() {
    begun = now();
  }

  /** Whether the running transaction has to be stopped. */
  public boolean mustStop() {
    return now() - begun >= limits.perTransaction().toNanos()
        || elapsed() >= limits.assembly().toNanos();
  }

  /** The transaction that was begun last came to nothing. */
  public void discarded() {
    discarded += now() - begun;
  }

  /**
   * What a transaction is that was stopped by {@link #mustStop}: only one that had all the time
   * that a transaction may have is to blame itself.
   */
  public SkipKind stopped() {
    return now() - begun >= limits.perTransaction().toNanos()
        ? SkipKind.OUT_OF_TIME
        : SkipKind.NOT_TRIED;
  }

  private long now() {
    return limits.nanoTime().getAsLong();
  }
}
