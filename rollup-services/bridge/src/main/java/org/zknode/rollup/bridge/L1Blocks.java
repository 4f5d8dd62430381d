/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.state.L1BlockRef;

/** Reads many blocks of one endpoint, some at the same time. */
final class L1Blocks {
  private L1Blocks() {}

  /**
   * Adds to the known blocks; those that the endpoint does not have are left out.
   *
   * @throws org.zknode.rollup.l1.L1EndpointException the endpoint does not answer
   */
  static void read(final L1View l1, final List<Long> numbers, final Map<Long, L1BlockRef> known) {
    final List<Callable<Optional<L1BlockRef>>> missing =
        numbers.stream()
            .distinct()
            .filter(number -> !known.containsKey(number))
            .map(number -> (Callable<Optional<L1BlockRef>>) () -> l1.block(number))
            .toList();
    ParallelQuestions.ask(missing).stream()
        .flatMap(Optional::stream)
        .forEach(block -> known.put(block.number(), block));
  }
}
