/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

/**
 * What one transaction has changed that another role may wait for. Rows that only their writer
 * reads while it runs do not count: intents, resources, origins, events, and L1 blocks that are
 * read one after the other. Of one thread.
 */
final class Changes {
  private boolean rows;
  private boolean blocks;

  /**
   * @param count how many rows a statement has changed
   * @return the same
   */
  int rows(final int count) {
    rows |= count > 0;
    return count;
  }

  /** The same for what each block writes. */
  int blocks(final int count) {
    blocks |= count > 0;
    return count;
  }

  boolean anyRows() {
    return rows;
  }

  boolean anyBlocks() {
    return blocks;
  }
}
