/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import java.util.OptionalInt;

/** A question that has no answer; its message is for who asked. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, with the numbers of gRPC and what its gateway makes of them in HTTP. */
  public enum Code {
    INVALID_ARGUMENT(3, 400),
    NOT_FOUND(5, 404),
    /** Too many questions at once. */
    RESOURCE_EXHAUSTED(8, 503),
    /** It is right, but too early. */
    FAILED_PRECONDITION(9, 400),
    UNIMPLEMENTED(12, 501),
    INTERNAL(13, 500),
    /** What it is asked of cannot be reached now. */
    UNAVAILABLE(14, 503);

    private final int number;
    private final int httpStatus;

    Code(final int number, final int httpStatus) {
      this.number = number;
      this.httpStatus = httpStatus;
    }

    public int number() {
      return number;
    }

    public int httpStatus() {
      return httpStatus;
    }
  }

  private final Code code;
  private final int retryAfter;

  public ApiException(final Code code, final String message) {
    this(code, message, 0);
  }

  /**
   * @param retryAfter seconds after which to ask again, 0 for never
   */
  public ApiException(final Code code, final String message, final int retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  static ApiException invalid(final String message) {
    return new ApiException(Code.INVALID_ARGUMENT, message);
  }

  public Code code() {
    return code;
  }

  /** Seconds after which to ask again; empty when that would not help. */
  public OptionalInt retryAfter() {
    return retryAfter == 0 ? OptionalInt.empty() : OptionalInt.of(retryAfter);
  }
}
