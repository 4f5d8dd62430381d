/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

/** A witness is not the one of these blocks: what is wrong with it, in one sentence. */
public class WitnessException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Fault {
    /** Something that the execution needs is not in it. */
    MISSING,
    /** Likewise, and something else is, to which nothing leads: one part took another's place. */
    CHANGED,
    /** Nothing leads from the parent block to a part of it. */
    UNREFERENCED,
    /** A part of it was not needed, or is there twice. */
    SURPLUS,
    /** A part that something leads to is not what it has to be. */
    MALFORMED
  }

  private final Fault fault;

  public WitnessException(final Fault fault, final String message) {
    super(message);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
