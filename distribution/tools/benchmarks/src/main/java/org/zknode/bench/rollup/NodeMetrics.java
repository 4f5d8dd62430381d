/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.zknode.devnet.process.LauncherException;

/** The sequencer's counters, scraped. */
final class NodeMetrics {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final double MICROS = 1e6;

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  NodeMetrics(final URI url) {
    this.url = url;
  }

  /**
   * @param nanos when it was asked
   * @param busySeconds in steps that built a block
   * @param senderCheckSeconds of these, waiting for the transactions' senders to be verified
   */
  record Sample(
      long nanos,
      double blocks,
      double transactions,
      double busySeconds,
      double senderCheckSeconds) {}

  Sample sample() {
    final long nanos = System.nanoTime();
    final String text = scrape();
    return new Sample(
        nanos,
        value(text, "sequencer_blocks_total"),
        value(text, "sequencer_transactions_total"),
        value(text, "sequencer_busy_microseconds_total") / MICROS,
        value(text, "sequencer_sender_check_microseconds_total") / MICROS);
  }

  /** Bytes of the batches that are in no sequence on L1. */
  double unsafeBytes() {
    return value(scrape(), "sequencer_unsafe_lag_bytes");
  }

  private String scrape() {
    try {
      return http.send(
              HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (final IOException e) {
      throw new LauncherException("%s does not answer: %s".formatted(url, e), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted", e);
    }
  }

  private double value(final String text, final String name) {
    final Optional<String> line =
        text.lines().filter(l -> l.startsWith("zknode_" + name)).findFirst();
    return line.map(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .orElseThrow(() -> new LauncherException("%s has no %s".formatted(url, name)));
  }
}
