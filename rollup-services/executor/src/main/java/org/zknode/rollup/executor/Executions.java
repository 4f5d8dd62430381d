/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.witness.StatelessExecution;

/** Places for executions: nobody waits for one, who finds none asks another executor. */
final class Executions {
  /** Idle threads go. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final StatelessExecution execution;
  private final ExecutorLimits limits;
  private final Semaphore places;

  /**
   * Platform threads: the EVM never waits, and would keep all that carry virtual threads, so that
   * nobody could be told that this executor is busy. Twice as many as places, because a thread is
   * not idle yet when its place is free.
   */
  private final ThreadPoolExecutor threads;

  private final ScheduledThreadPoolExecutor timer;
  private final Metrics.Counter done;
  private final Metrics.Counter busy;

  Executions(
      final StatelessExecution execution, final ExecutorLimits limits, final Metrics metrics) {
    this.execution = execution;
    this.limits = limits;
    this.places = new Semaphore(limits.executions());
    this.threads =
        new ThreadPoolExecutor(
            0,
            2 * limits.executions(),
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("executor-evm-", 0).factory());
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("executor-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    done = metrics.counter("executor_executions_total", "executions with an answer");
    busy = metrics.counter("executor_busy_total", "executions refused because others were running");
    metrics.gauge("executor_executions", "executions and uploads at this moment", this::running);
  }

  ExecutorLimits limits() {
    return limits;
  }

  StatelessExecution execution() {
    return execution;
  }

  int running() {
    return limits.executions() - places.availablePermits();
  }

  /** Whether there was a place; it is given back by {@link #leave}. */
  boolean enter() {
    final boolean entered = places.tryAcquire();
    if (!entered) {
      busy.increment();
    }
    return entered;
  }

  void leave() {
    places.release();
  }

  void answered() {
    done.increment();
  }

  void run(final Runnable work) {
    threads.execute(work);
  }

  /** Runs it after the longest time, if it is not called off. */
  ScheduledFuture<?> whenOver(final Runnable giveUp) {
    return timer.schedule(giveUp, limits.longest().toMillis(), TimeUnit.MILLISECONDS);
  }

  void close() {
    timer.shutdownNow();
    threads.shutdown();
  }
}
