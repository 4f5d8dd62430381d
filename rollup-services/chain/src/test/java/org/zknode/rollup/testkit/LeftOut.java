/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import org.zknode.rollup.engine.SkipKind;

/** A transaction does not come into the block. */
final class LeftOut extends Exception {
  private static final long serialVersionUID = 1L;

  private final SkipKind kind;

  LeftOut(final String reason, final SkipKind kind) {
    super(reason);
    this.kind = kind;
  }

  SkipKind kind() {
    return kind;
  }
}
