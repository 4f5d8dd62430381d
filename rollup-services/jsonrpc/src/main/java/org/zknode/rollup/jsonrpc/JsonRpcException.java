/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import java.time.Duration;
import java.util.Optional;

/** A call has no result. Its message names the server and what is wrong, and no more of the URL. */
public final class JsonRpcException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public sealed interface Failure {
    /** For people. */
    String text();

    /** It answered with an error object, whoever's fault that is. */
    record Refused(JsonRpcError error) implements Failure {
      @Override
      public String text() {
        return "%s (code %d)".formatted(error.message(), error.code());
      }
    }

    /**
     * It answers another status than that of an answer: it is busy (429), broken (5xx), elsewhere
     * (3xx), or asks who may ask it (401, 402, 403, 407).
     *
     * @param retryAfter how long it asks to be left alone
     * @param error that came with it
     */
    record HttpStatus(int status, Optional<Duration> retryAfter, Optional<JsonRpcError> error)
        implements Failure {
      @Override
      public String text() {
        return "HTTP status " + status;
      }
    }

    /**
     * The body is no answer to the call.
     *
     * @param status of HTTP
     */
    record NotJsonRpc(int status, String text) implements Failure {}

    /** The answer is longer than the caller wants. */
    record TooLarge(String text) implements Failure {}

    /** There was no answer in time. What became of the call is not known. */
    record Deadline(Duration time) implements Failure {
      @Override
      public String text() {
        return "no answer within " + time;
      }
    }

    /** There is no connection: nothing was sent. */
    record NotConnected(String text) implements Failure {}

    /** The connection broke. What became of the call is not known. */
    record Broken(String text) implements Failure {}

    /** This side gave up: the caller was interrupted, or the client is closed. */
    record GivenUp(String text) implements Failure {}
  }

  private final transient Failure failure;

  JsonRpcException(final String server, final Failure failure, final Throwable cause) {
    super(server + ": " + failure.text(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
