/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.zknode.rollup.service.TemporaryException;

/**
 * How long one command waits for others, all in all.
 *
 * @param patience from its start
 * @param pause between two looks
 */
final class Patience {
  private final long deadline;
  private final Duration whole;
  private final Duration pause;

  Patience(final Duration patience, final Duration pause) {
    this.deadline = System.nanoTime() + patience.toNanos();
    this.whole = patience;
    this.pause = pause;
  }

  /**
   * Looks again and again; who cannot be reached for a while is asked again.
   *
   * @param what is waited for, for the error
   * @param look empty while it is not there
   * @throws BridgeClientException it did not come in time
   */
  <T> T await(final String what, final Progress progress, final Supplier<Optional<T>> look) {
    while (true) {
      String failure = "";
      try {
        final Optional<T> found = look.get();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (final TemporaryException e) {
        failure = ": " + e.getMessage();
        progress.waits(e.getMessage());
      }
      if (System.nanoTime() > deadline) {
        throw new BridgeClientException(
            "%s did not come within %s (--timeout)%s; nothing is lost: zknode bridge status shows how it goes on"
                .formatted(what, Texts.of(whole), failure));
      }
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(pause);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BridgeClientException("interrupted; zknode bridge status shows how it goes on", e);
    }
  }
}
