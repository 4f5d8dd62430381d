/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.executor.ExecutorException.Kind;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.BackOff;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.witness.Executors;

/**
 * Several executors as one: asks as many as are needed at the same time, and another one for each
 * that fails or disagrees. From any thread.
 */
public final class ExecutorPool implements Executors, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorPool.class);

  /** Between two tries with an executor that has no place. */
  private static final BackOff BUSY =
      BackOff.doubling(Duration.ofMillis(50), Duration.ofSeconds(1));

  /** After that another one is asked. */
  private static final Duration LONGEST_BUSY = Duration.ofSeconds(5);

  private final long chainId;
  private final int needed;
  private final Duration deadline;
  private final List<ExecutorInstance> instances;
  private final AtomicInteger first = new AtomicInteger();
  private final ExecutorService threads =
      java.util.concurrent.Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("executor-client-", 0).factory());
  private final Metrics.Counter answers;
  private final Metrics.Counter failed;
  private final Metrics.Counter wrong;

  /**
   * @throws IllegalArgumentException a file cannot be used; the message names it
   */
  public ExecutorPool(final ExecutorsConfig config, final long chainId, final Metrics metrics) {
    this(config, chainId, metrics, System::nanoTime);
  }

  ExecutorPool(
      final ExecutorsConfig config,
      final long chainId,
      final Metrics metrics,
      final LongSupplier nanoTime) {
    this.chainId = chainId;
    this.needed = config.needed();
    this.deadline = config.deadline();
    this.instances =
        config.urls().stream()
            .map(
                url ->
                    new ExecutorInstance(
                        new ExecutorClient(url, config.access(), threads), nanoTime))
            .toList();
    answers = metrics.counter("executor_client_answers", "answers of executors");
    failed = metrics.counter("executor_client_failures", "executors that gave no answer");
    wrong = metrics.counter("executor_client_wrong", "answers of executors that were wrong");
    metrics.gauge(
        "executor_client_available",
        "executors that are not left alone after a failure",
        () -> instances.stream().filter(each -> each.isLeftAlone().isEmpty()).count());
  }

  @Override
  public Verdict ask(final Question question) {
    final byte[] witness = question.witness().encode().toArrayUnsafe();
    final Deque<ExecutorInstance> left = inTurn();
    final List<Vote> votes = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final ExecutorCompletionService<Asked> running = new ExecutorCompletionService<>(threads);
    final List<Future<Asked>> open = new ArrayList<>();
    try {
      while (true) {
        final Optional<Answer> agreed = agreed(votes);
        while (agreed.isEmpty() && open.size() < missing(votes) && !left.isEmpty()) {
          final ExecutorInstance next = left.removeFirst();
          open.add(running.submit(() -> asked(next, question, witness)));
        }
        if (agreed.isPresent() || open.isEmpty()) {
          return new Verdict(agreed, votes, failures);
        }
        final Future<Asked> done = running.take();
        open.remove(done);
        switch (done.get()) {
          case Asked.Said said -> votes.add(said.vote());
          case Asked.Failed why -> failures.add(why.sentence());
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("executors were asked when this node stopped", e);
    } catch (final ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      open.forEach(each -> each.cancel(true));
    }
  }

  private sealed interface Asked {
    record Said(Vote vote) implements Asked {}

    record Failed(String sentence) implements Asked {}
  }

  /** Each question begins with another one; those that failed lately come last. */
  private Deque<ExecutorInstance> inTurn() {
    final int start = Math.floorMod(first.getAndIncrement(), instances.size());
    final Deque<ExecutorInstance> order = new ArrayDeque<>();
    final List<ExecutorInstance> doubtful = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      final ExecutorInstance instance = instances.get((start + i) % instances.size());
      if (instance.isDoubtful()) {
        doubtful.add(instance);
      } else {
        order.addLast(instance);
      }
    }
    order.addAll(doubtful);
    return order;
  }

  private Optional<Answer> agreed(final List<Vote> votes) {
    return votes.stream()
        .map(Vote::answer)
        .filter(answer -> count(votes, answer) >= needed)
        .findFirst();
  }

  /** Votes that the answer with the most still lacks. */
  private long missing(final List<Vote> votes) {
    return needed - votes.stream().mapToLong(vote -> count(votes, vote.answer())).max().orElse(0);
  }

  private static long count(final List<Vote> votes, final Answer answer) {
    return votes.stream().filter(vote -> vote.answer().agreesWith(answer)).count();
  }

  private Asked asked(
      final ExecutorInstance instance, final Question question, final byte[] witness)
      throws InterruptedException {
    final Optional<String> leftAlone = instance.isLeftAlone();
    if (leftAlone.isPresent()) {
      return new Asked.Failed(leftAlone.get());
    }
    try {
      if (instance.isDoubtful()) {
        instance.client().requireHealthy();
      }
      final Answer answer = whenItHasAPlace(instance, question, witness);
      instance.answered();
      answers.increment();
      return new Asked.Said(new Vote(instance.name(), answer));
    } catch (final ExecutorException e) {
      failed.increment();
      LOG.debug("no answer of an executor", e);
      if (e.kind() == Kind.EXECUTOR) {
        instance.failed(e.getMessage());
      }
      return new Asked.Failed(e.getMessage());
    }
  }

  private Answer whenItHasAPlace(
      final ExecutorInstance instance, final Question question, final byte[] witness)
      throws ExecutorException, InterruptedException {
    final long began = System.nanoTime();
    for (int tries = 1; ; tries++) {
      try {
        return instance.client().execute(chainId, question, witness, deadline);
      } catch (final ExecutorException e) {
        if (e.kind() != Kind.BUSY || System.nanoTime() - began > LONGEST_BUSY.toNanos()) {
          throw e;
        }
        Thread.sleep(BUSY.withJitter(tries, RandomGenerator.getDefault()));
      }
    }
  }

  @Override
  public void foundWrong(final String executor, final String evidence) {
    wrong.increment();
    LOG.warn("executor {} is wrong: {}", executor, evidence);
    instances.stream()
        .filter(instance -> instance.name().equals(executor))
        .forEach(instance -> instance.foundWrong(evidence));
  }

  @Override
  public void close() {
    instances.forEach(instance -> instance.client().close());
    threads.shutdownNow();
  }
}
