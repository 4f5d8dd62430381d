/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.concurrent.CompletableFuture;

/** Turns Besu's pool off and on, as Besu does when it falls out of sync and is back in it. */
record BesuPoolSwitch(Object pool) {
  /** By reflection: the plugin itself links to no such method. */
  boolean enable(final boolean on) {
    try {
      ((CompletableFuture<?>)
              pool.getClass().getMethod(on ? "setEnabled" : "setDisabled").invoke(pool))
          .join();
    } catch (final ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return on;
  }
}
