/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, up to a limit. */
final class AnswerBytes extends FilterInputStream {
  /** There is more than the limit. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(final long limit) {
      super("the answer is too large, more than %d bytes".formatted(limit));
    }
  }

  private final long limit;
  private long left;

  AnswerBytes(final InputStream body, final long limit) {
    super(body);
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    final int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(final byte[] into, final int offset, final int length) throws IOException {
    final int read = super.read(into, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(final long bytes) throws IOException {
    final long skipped = super.skip(bytes);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(final long read) throws TooLargeException {
    left -= read;
    if (left < 0) {
      throw new TooLargeException(limit);
    }
  }
}
