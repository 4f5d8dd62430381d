/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.signatures;

/** Thrown by every body of this module: these declarations are compiled against, never run. */
public final class DeclarationOnly extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public DeclarationOnly() {
    super(
        "a compile-time declaration was executed: this module must not be on a run-time class path");
  }
}
