/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/** Reads many blocks of one endpoint, some at the same time. */
final class L1Blocks {
  /** At the same time; more only meets the providers' rate limits. */
  private static final int PARALLEL = 8;

  private L1Blocks() {}

  /**
   * Adds to the known blocks; those that the endpoint does not have are left out.
   *
   * @throws org.zknode.rollup.l1.L1EndpointException the endpoint does not answer
   */
  static void read(final L1View l1, final List<Long> numbers, final Map<Long, L1BlockRef> known) {
    final List<Long> missing =
        numbers.stream().distinct().filter(number -> !known.containsKey(number)).toList();
    if (missing.isEmpty()) {
      return;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < missing.size(); from += PARALLEL) {
        final List<Callable<Optional<L1BlockRef>>> questions = new ArrayList<>();
        missing
            .subList(from, Math.min(missing.size(), from + PARALLEL))
            .forEach(number -> questions.add(() -> l1.block(number)));
        for (final Future<Optional<L1BlockRef>> answer : threads.invokeAll(questions)) {
          answer.get().ifPresent(block -> known.put(block.number(), block));
        }
      }
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("reading L1 blocks failed", e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted while L1 blocks were read", e);
    }
  }
}
