/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.IntrinsicGas;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.testkit.FakeEngine;

/**
 * What a call needs of a batch, and how long its execution takes, by its data. What is none of the
 * attackers' is a transfer, which takes no time to speak of.
 */
final class Workload {
  /** Hashes more than a whole batch has, and is stopped there. */
  static final Bytes HASHES_TOO_MUCH = Bytes.fromHexString("0xbad0");

  /** Runs for longer than any transaction may. */
  static final Bytes TAKES_TOO_LONG = Bytes.fromHexString("0xbad1");

  /** Half of a batch's hashes, so that no two fit one batch. */
  static final Bytes HASHES_HALF = Bytes.fromHexString("0xbad2");

  /** Followed by a time and one of the first two: does nothing before, and then that. */
  private static final Bytes WAITS = Bytes.fromHexString("0xbad3");

  private static final Duration UNTIL_STOPPED = Duration.ofMillis(20);
  private static final Duration HALF = Duration.ofMillis(10);

  /** A block's gas at 50 million gas per second. */
  static final Duration LONG = Duration.ofMillis(600);

  private final SharedTransactions shared;
  private final LongSupplier now;

  private Workload(final SharedTransactions shared, final LongSupplier now) {
    this.shared = shared;
    this.now = now;
  }

  /**
   * From now on that engine meters what it builds, and lets the time pass that it takes.
   *
   * @param scheduler whose time passes
   */
  static void of(
      final FakeEngine engine, final SharedTransactions shared, final Scheduler scheduler) {
    final Workload work = new Workload(shared, scheduler::now);
    engine.meterBy(work::use);
    engine.takeTime(work::time, time -> scheduler.pass(time.toMillis()));
  }

  /**
   * A call that looks harmless until then.
   *
   * @param millis since the epoch
   * @param then what it does from then on
   */
  static Bytes from(final long millis, final Bytes then) {
    return Bytes.concatenate(WAITS, Bytes.ofUnsignedLong(millis), then);
  }

  private Bytes doing(final Bytes data) {
    final int head = WAITS.size() + Long.BYTES;
    if (data.size() <= head || !data.slice(0, WAITS.size()).equals(WAITS)) {
      return data;
    }
    return now.getAsLong() >= data.slice(WAITS.size(), Long.BYTES).toLong()
        ? data.slice(head)
        : Bytes.EMPTY;
  }

  private Resources use(final Bytes raw) {
    final SignedTransaction transaction = shared.decode(raw);
    final Bytes does = doing(transaction.data());
    final long hashes =
        does.equals(HASHES_TOO_MUCH) ? 1_000_000 : does.equals(HASHES_HALF) ? 1_100 : 0;
    return Resources.of(
        IntrinsicGas.of(transaction).longValueExact(),
        new ExecutionCounters(hashes, 0, 0, 0, 0, 1));
  }

  private Duration time(final Bytes raw) {
    final Bytes does = doing(shared.decode(raw).data());
    if (does.equals(TAKES_TOO_LONG)) {
      return LONG;
    }
    if (does.equals(HASHES_TOO_MUCH)) {
      return UNTIL_STOPPED;
    }
    return does.equals(HASHES_HALF) ? HALF : Duration.ZERO;
  }
}
