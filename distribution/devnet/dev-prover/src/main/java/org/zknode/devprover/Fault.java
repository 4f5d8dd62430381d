/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Injected misbehaviour of a dev prover, to show that a rollup survives it. */
public enum Fault {
  /** Behaves. */
  NONE,
  /** Takes {@link DevProofTasks#SLOW_FACTOR} times the delay for a proof. */
  SLOW,
  /** Its final proofs are of a state root that is not the batch's. */
  WRONG,
  /** Its batch proofs are of a state root that is not the batch's, so nobody can use them. */
  WRONG_BATCH,
  /** Goes away without a word in the middle of a proof. */
  DYING,
  /** Says no when it is asked for a proof. */
  REFUSING;

  /** As on the command line. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Fault> of(final String text) {
    return Arrays.stream(values()).filter(fault -> fault.text().equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(Fault::text).toList();
  }
}
