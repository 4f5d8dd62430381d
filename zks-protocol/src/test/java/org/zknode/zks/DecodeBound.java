/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.apache.tuweni.bytes.Bytes;

/**
 * What a decoder may allocate for a frame: bad input must never cost memory beyond a bound tied to
 * its own size.
 */
public final class DecodeBound {
  /** Bytes of heap per byte of the frame: a copy, slices and list entries of its items. */
  public static final int PER_FRAME_BYTE = 16;

  /**
   * Bytes of heap whatever the frame: the fixed arrays (256 hashes are 8 KiB), the 1024 overrides
   * that a request may hold, and the text of a refusal.
   */
  public static final int FIXED = 64 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Decodes, or refuses by an exception. */
  @FunctionalInterface
  public interface Decoder<T, E extends Exception> {
    T decode(Bytes frame) throws E;
  }

  private DecodeBound() {}

  /** Decodes and fails when that allocated more than the bound, whether it decodes or refuses. */
  public static <T, E extends Exception> T decode(final Bytes frame, final Decoder<T, E> decoder)
      throws E {
    final long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return decoder.decode(frame);
    } finally {
      if (THREADS.getCurrentThreadAllocatedBytes() - before > limit(frame)) {
        // That run may have loaded classes; what counts is the decoder itself.
        checkAgain(frame, decoder);
      }
    }
  }

  private static long limit(final Bytes frame) {
    return FIXED + (long) PER_FRAME_BYTE * frame.size();
  }

  private static <T, E extends Exception> void checkAgain(
      final Bytes frame, final Decoder<T, E> decoder) throws E {
    final long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoder.decode(frame);
    } finally {
      final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (allocated > limit(frame)) {
        fail(frame, allocated);
      }
    }
  }

  private static void fail(final Bytes frame, final long allocated) {
    throw new AssertionError(
        "decoding %d bytes allocated %d, at most %d allowed: %s"
            .formatted(frame.size(), allocated, limit(frame), abbreviated(frame)));
  }

  private static String abbreviated(final Bytes frame) {
    final int shown = 200;
    return frame.slice(0, Math.min(shown, frame.size())).toHexString();
  }
}
