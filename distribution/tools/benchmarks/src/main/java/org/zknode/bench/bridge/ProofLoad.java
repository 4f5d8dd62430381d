/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.bridge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import org.zknode.devnet.process.LauncherException;

/**
 * Asks for proofs of deposits by REST, at random.
 *
 * @param url base of the paths
 * @param deposits of L1; each is covered
 */
record ProofLoad(URI url, long deposits) {
  private static final int OK = 200;

  /** Too many questions at once: it is asked again, and its time goes on. */
  private static final int BUSY = 503;

  /** Milliseconds of each answer, sorted. */
  double[] ask(final int clients, final int each) {
    final List<Future<double[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < clients; client++) {
        final long seed = client;
        all.add(threads.submit(() -> ask(each, new SplittableRandom(seed))));
      }
      DoubleStream times = DoubleStream.empty();
      for (final Future<double[]> one : all) {
        times = DoubleStream.concat(times, Arrays.stream(one.get()));
      }
      return times.sorted().toArray();
    } catch (final ExecutionException e) {
      throw new LauncherException("a proof was not answered: " + e.getCause(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted", e);
    }
  }

  private double[] ask(final int times, final SplittableRandom random)
      throws IOException, InterruptedException {
    final double[] millis = new double[times];
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < times; i++) {
        final HttpRequest request =
            HttpRequest.newBuilder(
                    url.resolve("/merkle-proof?net_id=0&deposit_cnt=" + random.nextLong(deposits)))
                .build();
        final long start = System.nanoTime();
        int status = BUSY;
        while (status == BUSY) {
          status = http.send(request, BodyHandlers.ofString()).statusCode();
        }
        millis[i] = (System.nanoTime() - start) / 1e6;
        if (status != OK) {
          throw new LauncherException("a proof was answered with " + status);
        }
      }
    }
    return millis;
  }

  static double percentile(final double[] sorted, final int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
