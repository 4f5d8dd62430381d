/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcError;
import org.zknode.rollup.jsonrpc.JsonRpcException;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;
import org.zknode.rollup.jsonrpc.ShownUrl;

/**
 * One node that takes transactions, and a circuit breaker in front of it: after no answer it is
 * left alone for a moment, then the next caller asks it something harmless first, while all others
 * are sent away at once.
 */
final class RelayedNode implements AutoCloseable {
  /** Longest answer in bytes: a hash, a status or an error text is far shorter. */
  static final int MAX_ANSWER_BYTES = 64 * 1024;

  /** For the harmless question: the node is close, or it is no use. */
  static final Duration PROBE = Duration.ofMillis(500);

  private static final int HTTP_CLIENT_ERROR = 400;
  private static final int HTTP_SERVER_ERROR = 500;
  private static final int HTTP_UNAVAILABLE = 503;

  private static final Duration LEAST = Duration.ofMillis(1);

  private static final Logger LOG = LoggerFactory.getLogger(RelayedNode.class);

  /** What became of a call. */
  sealed interface Outcome {}

  /**
   * A JSON-RPC answer.
   *
   * @param result a missing node when there is an error
   */
  record Answered(JsonNode result, Optional<JsonRpcError> error) implements Outcome {}

  /** Nothing left this node. */
  record NotSent(String why) implements Outcome {}

  /**
   * It was sent, and nobody knows what it did.
   *
   * @param again the same call may be answered at once: the connection was broken
   */
  record Unknown(String why, boolean again) implements Outcome {}

  private final URI url;
  private final RelayLimits limits;
  private final LongSupplier nanoTime;
  private final HttpJsonRpc client;
  private final AtomicBoolean probing = new AtomicBoolean();
  private volatile boolean open;
  private volatile long probeAt;

  RelayedNode(final URI url, final RelayLimits limits, final LongSupplier nanoTime) {
    this.url = url;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.client = new HttpJsonRpc(limits.connect(), MAX_ANSWER_BYTES);
  }

  /** Whether it may be asked now; finds out itself when it is time to. */
  boolean isAvailable() {
    if (!open) {
      return true;
    }
    if (nanoTime.getAsLong() - probeAt < 0 || !probing.compareAndSet(false, true)) {
      return false;
    }
    try {
      return call("eth_chainId", List.of(), PROBE) instanceof Answered;
    } finally {
      probing.set(false);
    }
  }

  /**
   * @param timeout for connection, headers and body together
   */
  Outcome call(final String method, final List<Object> params, final Duration timeout) {
    final Outcome outcome = exchange(method, params, timeout);
    if (outcome instanceof Answered) {
      if (open) {
        LOG.info("{} answers again", shownUrl());
      }
      open = false;
    } else {
      probeAt = nanoTime.getAsLong() + limits.pause().toNanos();
      if (!open) {
        LOG.warn("asking {} for {} failed: {}", shownUrl(), method, outcome);
      }
      open = true;
    }
    return outcome;
  }

  private Outcome exchange(final String method, final List<Object> params, final Duration timeout) {
    // Not even a harmless question is over at once.
    final Duration deadline = timeout.compareTo(LEAST) > 0 ? timeout : LEAST;
    try {
      return new Answered(
          client.call(url, new HttpJsonRpc.Limits(deadline, MAX_ANSWER_BYTES), method, params),
          Optional.empty());
    } catch (final JsonRpcException e) {
      return failed(e.failure());
    }
  }

  private static Outcome failed(final Failure failure) {
    return switch (failure) {
      case Failure.Refused refused -> refused(refused.error());
      case Failure.HttpStatus answered ->
          answered
              .error()
              .map(RelayedNode::refused)
              .orElseGet(() -> withoutJsonRpc(answered.status()));
      case Failure.NotJsonRpc answered -> withoutJsonRpc(answered.status());
      case Failure.TooLarge tooLarge ->
          new Unknown("an answer of more than %d bytes".formatted(MAX_ANSWER_BYTES), false);
      case Failure.Deadline late ->
          new Unknown("no answer within %d ms".formatted(late.time().toMillis()), false);
      case Failure.NotConnected notConnected -> new NotSent(notConnected.text());
      case Failure.Broken broken -> new Unknown(broken.text(), true);
      case Failure.GivenUp givenUp -> new Unknown(givenUp.text(), false);
    };
  }

  private static Outcome refused(final JsonRpcError error) {
    return new Answered(MissingNode.getInstance(), Optional.of(error));
  }

  private static Outcome withoutJsonRpc(final int status) {
    final String why = "HTTP %d without JSON-RPC".formatted(status);
    // A server that refuses the request as such has not looked at what is in it.
    return (status >= HTTP_CLIENT_ERROR && status < HTTP_SERVER_ERROR) || status == HTTP_UNAVAILABLE
        ? new NotSent(why)
        : new Unknown(why, false);
  }

  String shownUrl() {
    return ShownUrl.of(url);
  }

  @Override
  public void close() {
    client.close();
  }
}
