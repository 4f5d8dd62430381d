/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

/**
 * How many blocks are read at a time: so many that a window's events fit into memory, whoever makes
 * them. For one thread.
 */
final class WindowSize {
  /** Blocks; what an endpoint answers in seconds. */
  private static final int MAX_BLOCKS = 5_000;

  private static final int FIRST_BLOCKS = 200;

  /** Events; each takes some hundred bytes, with a long message some thousand. */
  private static final int MANY_EVENTS = 4_000;

  private final int most;
  private int blocks;

  WindowSize() {
    this(FIRST_BLOCKS, MAX_BLOCKS);
  }

  WindowSize(final int first, final int most) {
    this.blocks = first;
    this.most = most;
  }

  int blocks() {
    return blocks;
  }

  /**
   * @param events that the last window had
   */
  void used(final int events) {
    if (events > MANY_EVENTS) {
      blocks = Math.max(1, (int) ((long) blocks * MANY_EVENTS / events));
    } else if (events < MANY_EVENTS / 2) {
      blocks = Math.min(most, 2 * blocks);
    }
  }

  /** Less may be answered where much was not. */
  void failed() {
    blocks = Math.max(1, blocks / 2);
  }
}
