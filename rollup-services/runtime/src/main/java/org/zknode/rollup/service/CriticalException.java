/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

import org.zknode.rollup.status.NodeStatus.Halt;

/** Going on would be wrong: the node halts with this evidence. */
public class CriticalException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Halt halt;

  public CriticalException(final Halt halt) {
    super(halt.component() + ": " + halt.reason() + " (" + halt.evidence() + ")");
    this.halt = halt;
  }

  public Halt halt() {
    return halt;
  }
}
