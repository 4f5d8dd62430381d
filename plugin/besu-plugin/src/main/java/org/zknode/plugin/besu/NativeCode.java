/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.function.Supplier;
import org.zknode.rollup.engine.EngineException;

/**
 * Runs what may need native code of Besu's, which a distribution may lack for a platform. The JVM
 * says so with an {@link Error} when the code is first needed, which may be in any transaction.
 */
final class NativeCode {
  private NativeCode() {}

  /**
   * @param what is executed, as the subject of a sentence; asked only when it fails
   * @throws EngineException a class or a native library that it needs is not there: not the
   *     transaction's fault, so nothing may be left out of a block for it
   */
  static <T> T required(final Supplier<String> what, final Supplier<T> work) {
    try {
      return work.get();
    } catch (final LinkageError e) {
      throw new EngineException(
          "%s could not be executed: %s".formatted(what.get(), missing(e)), e);
    }
  }

  /** What is missing, in half a sentence. */
  static String missing(final LinkageError failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "this Besu lacks code for %s %s (%s)"
        .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), root);
  }
}
