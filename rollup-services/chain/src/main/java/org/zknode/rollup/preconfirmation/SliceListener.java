/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.preconfirmation;

/** Is told of each slice of the open block when it is durable, on the sequencer's thread. */
@FunctionalInterface
public interface SliceListener {
  /** Returns at once. */
  void preconfirmed(Slice slice);
}
