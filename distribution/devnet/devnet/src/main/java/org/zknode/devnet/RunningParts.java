/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.zknode.devnet.process.LauncherException;

/** What of a devnet has been started. */
final class RunningParts implements AutoCloseable {
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  /**
   * @return the part
   */
  <T extends AutoCloseable> T started(final T part) {
    running.push(part);
    return part;
  }

  /**
   * Stops everything in the reverse order of its start; a part that fails does not keep others.
   *
   * @throws LauncherException not everything could be stopped
   */
  @Override
  public void close() {
    final List<Throwable> failures = new ArrayList<>();
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (final Exception | Error e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      final LauncherException failure =
          new LauncherException(
              "not everything could be stopped: "
                  + failures.stream().map(RunningParts::describe).toList());
      failures.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private static String describe(final Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /**
   * The same because of that failure, which stays the one that is told.
   *
   * @param cause gets what could not be stopped as suppressed
   */
  void closeBecauseOf(final Throwable cause) {
    try {
      close();
    } catch (final LauncherException e) {
      cause.addSuppressed(e);
    }
  }
}
