/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import java.time.Duration;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;

/**
 * How patient a {@link JsonRpcTransport} is.
 *
 * @param requestTimeout from sending a request to the last byte of its answer
 * @param maxAttempts tries over all endpoints before the caller gets a TemporaryException
 * @param firstDelay wait before the second try; doubles with each further one
 * @param maxDelay longest wait between two tries
 * @param maxResponseBytes longest answer that is read
 */
public record JsonRpcLimits(
    Duration requestTimeout,
    int maxAttempts,
    Duration firstDelay,
    Duration maxDelay,
    int maxResponseBytes) {

  /** Longer than any public endpoint takes for a full getLogs range. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(20);

  /** With the delays below a dead endpoint is reported after about two seconds. */
  public static final int DEFAULT_MAX_ATTEMPTS = 5;

  public static final Duration DEFAULT_FIRST_DELAY = Duration.ofMillis(100);
  public static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(5);

  /** An L1 transaction has at most 128 KiB, so a full range of logs stays far below (bytes). */
  public static final int DEFAULT_MAX_RESPONSE_BYTES = 32 << 20;

  /** 1 GiB by default. */
  private static final int LARGE_BYTES_FACTOR = 32;

  /** 2 minutes by default. */
  private static final int LARGE_TIME_FACTOR = 6;

  public JsonRpcLimits {
    if (maxAttempts < 1 || maxResponseBytes < 1) {
      throw new IllegalArgumentException(
          "attempts and response size are at least 1, got %d and %d"
              .formatted(maxAttempts, maxResponseBytes));
    }
  }

  /**
   * For answers that are read while they arrive and of which strangers decide how large they are:
   * {@value #LARGE_BYTES_FACTOR} times the bytes, {@value #LARGE_TIME_FACTOR} times the time.
   */
  public JsonRpcLimits large() {
    return new JsonRpcLimits(
        requestTimeout.multipliedBy(LARGE_TIME_FACTOR),
        maxAttempts,
        firstDelay,
        maxDelay,
        (int) Math.min(Integer.MAX_VALUE, (long) maxResponseBytes * LARGE_BYTES_FACTOR));
  }

  /** What one attempt may cost. */
  HttpJsonRpc.Limits perCall() {
    return new HttpJsonRpc.Limits(requestTimeout, maxResponseBytes);
  }

  public static JsonRpcLimits defaults() {
    return new JsonRpcLimits(
        DEFAULT_REQUEST_TIMEOUT,
        DEFAULT_MAX_ATTEMPTS,
        DEFAULT_FIRST_DELAY,
        DEFAULT_MAX_DELAY,
        DEFAULT_MAX_RESPONSE_BYTES);
  }
}
