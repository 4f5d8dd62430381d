/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.zknode.rollup.service.TemporaryException;

/** Many questions to one endpoint of L1, some at the same time. */
final class ParallelQuestions {
  /** At the same time; more only meets the providers' rate limits. */
  private static final int PARALLEL = 8;

  private ParallelQuestions() {}

  /**
   * The answers, in the questions' order.
   *
   * @throws org.zknode.rollup.l1.L1EndpointException the endpoint does not answer
   */
  static <T> List<T> ask(final List<? extends Callable<T>> questions) {
    final List<T> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < questions.size(); from += PARALLEL) {
        for (final Future<T> answer :
            threads.invokeAll(
                questions.subList(from, Math.min(questions.size(), from + PARALLEL)))) {
          answers.add(answer.get());
        }
      }
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("asking L1 failed", e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted while L1 was asked", e);
    }
    return answers;
  }
}
