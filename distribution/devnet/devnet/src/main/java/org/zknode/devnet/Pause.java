/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.time.Duration;
import org.zknode.devnet.process.LauncherException;

/** Waiting between two looks at another process. */
public final class Pause {
  private Pause() {}

  public static void of(final Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted", e);
    }
  }
}
