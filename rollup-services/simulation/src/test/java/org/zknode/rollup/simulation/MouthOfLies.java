/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1View.ContractState;

/** What a consistent liar says instead of what is on L1. */
final class MouthOfLies {
  private final SimL1Client l1;
  private final AlternativeL1.Lie lie;
  private final AlternativeL1 alternative;

  /**
   * @param random decides what it lies about
   */
  MouthOfLies(final SimL1Client l1, final Random random) {
    this.l1 = l1;
    this.lie = AlternativeL1.Lie.values()[random.nextInt(AlternativeL1.Lie.values().length)];
    this.alternative = new AlternativeL1(lie, number -> l1.l1().at(number));
  }

  AlternativeL1.State at(final long block) {
    return alternative.at(Math.min(block, l1.newest().ref().number()));
  }

  AlternativeL1.State now() {
    return at(l1.newest().ref().number());
  }

  List<L1Event> events(final long fromBlock, final long toBlock) {
    final List<L1Event> events = new ArrayList<>();
    for (long number = fromBlock; number <= toBlock; number++) {
      if (number <= l1.newest().ref().number()) {
        events.addAll(at(number).events());
      }
    }
    return events;
  }

  ContractState stateAt(final long block, final ContractState real) {
    return new ContractState(
        real.lastBatchSequenced(),
        real.lastVerifiedBatch(),
        real.lastForcedBatch(),
        Optional.of(at(block).infoRoot()));
  }

  /** Too few, or more than there are. */
  long transactionCount(final long real) {
    return lie == AlternativeL1.Lie.STATE_ROOTS ? 0 : real + 5;
  }
}
