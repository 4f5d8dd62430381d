/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Everything that happened, as a fingerprint, and its last lines for a failure's message. */
final class Trace {
  private static final int KEPT_LINES = 60;

  private final CRC32C crc = new CRC32C();
  private final Deque<String> last = new ArrayDeque<>();
  private final Consumer<String> lines;
  private final boolean verbose;
  private final long startMillis;
  private long count;

  /**
   * @param verbose every step of every loop gets a line, too
   * @param lines gets each line
   */
  Trace(final long startMillis, final boolean verbose, final Consumer<String> lines) {
    this.startMillis = startMillis;
    this.verbose = verbose;
    this.lines = lines;
  }

  /** A step of a loop: cheap, because there are thousands. */
  void step(final long now, final String node, final String loop, final long nextMillis) {
    number(now);
    number(node.hashCode() * 31L + loop.hashCode());
    number(nextMillis);
    count++;
    if (verbose) {
      lines.accept(stamp(now) + node + " " + loop + " next in " + nextMillis + " ms");
    }
  }

  private void number(final long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (value >>> shift) & 0xff);
    }
  }

  void add(final long now, final String line) {
    final String stamped = stamp(now) + line;
    crc.update(stamped.getBytes(StandardCharsets.UTF_8));
    count++;
    last.add(stamped);
    if (last.size() > KEPT_LINES) {
      last.remove();
    }
    lines.accept(stamped);
  }

  private String stamp(final long now) {
    final long millis = now - startMillis;
    return millis / 1000 + "." + millis % 1000 + " ";
  }

  /** Equal for equal histories. */
  String fingerprint() {
    return count + ":" + Long.toHexString(crc.getValue());
  }

  String tail() {
    return String.join("\n", last);
  }
}
