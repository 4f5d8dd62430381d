/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.util.random.RandomGenerator;

/**
 * Which proofs go wrong.
 *
 * @param rate share of the proofs, 0 to 1
 * @param random decides; used by one thread at a time
 */
record FaultPlan(Fault fault, double rate, RandomGenerator random) {
  FaultPlan {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("a rate of faults is 0 to 1, not " + rate);
    }
  }

  /** Every proof. */
  static FaultPlan always(final Fault fault) {
    return new FaultPlan(fault, 1, RandomGenerator.getDefault());
  }

  /** The fault of the next proof. */
  Fault next() {
    return random.nextDouble() < rate ? fault : Fault.NONE;
  }
}
