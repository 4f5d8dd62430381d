/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

/** An executor gave no answer; one sentence. */
final class ExecutorException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What to do about it. */
  enum Kind {
    /** The executor is well and has no place now. */
    BUSY,
    /** The executor is well and does not take this question. */
    QUESTION,
    /** The executor is not well, or cannot be reached. */
    EXECUTOR
  }

  private final Kind kind;

  ExecutorException(final String message, final Kind kind, final Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
