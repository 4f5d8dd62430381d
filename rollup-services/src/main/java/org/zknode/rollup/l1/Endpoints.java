/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/** Which of several equal endpoints is asked next, and which one asked to be left alone. */
final class Endpoints {
  private final List<URI> urls;
  private final LongSupplier nanoTime;
  private final AtomicInteger current = new AtomicInteger();
  private final AtomicLongArray notBefore;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Endpoints(final List<URI> urls, final LongSupplier nanoTime) {
    this.urls = List.copyOf(urls);
    this.nanoTime = nanoTime;
    this.notBefore = new AtomicLongArray(urls.size());
    for (int i = 0; i < urls.size(); i++) {
      notBefore.set(i, nanoTime.getAsLong());
    }
  }

  /** Position of the endpoint to ask: the current one, or the first after it that may be asked. */
  int choose() {
    final int start = Math.floorMod(current.get(), urls.size());
    for (int i = 0; i < urls.size(); i++) {
      final int candidate = (start + i) % urls.size();
      if (wait(candidate).isZero()) {
        return candidate;
      }
    }
    return soonest();
  }

  int count() {
    return urls.size();
  }

  URI url(final int endpoint) {
    return urls.get(endpoint);
  }

  /** How long the endpoint still wants to be left alone. */
  Duration wait(final int endpoint) {
    final long nanos = notBefore.get(endpoint) - nanoTime.getAsLong();
    return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  /** It gave no usable answer: the next one is asked. */
  void failed(final int endpoint) {
    current.compareAndSet(endpoint, (endpoint + 1) % urls.size());
  }

  void leaveAlone(final int endpoint, final Duration time) {
    notBefore.set(endpoint, nanoTime.getAsLong() + time.toNanos());
  }

  private int soonest() {
    int best = 0;
    for (int i = 1; i < urls.size(); i++) {
      if (notBefore.get(i) - notBefore.get(best) < 0) {
        best = i;
      }
    }
    return best;
  }
}
