/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

/** Injected misbehaviour of a dev prover, to show that a rollup survives it. */
public enum Fault {
  /** Behaves. */
  NONE,
  /** Takes {@link DevProofTasks#SLOW_FACTOR} times the delay for each proof. */
  SLOW,
  /** Its final proofs are of a state root that is not the batch's. */
  WRONG,
  /** Goes away without a word in the middle of its first proof. */
  DIE
}
