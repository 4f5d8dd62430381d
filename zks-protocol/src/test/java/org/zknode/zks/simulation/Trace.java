/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Everything that happened, as a fingerprint, and its last lines for a failure's message. */
final class Trace {
  private static final int KEPT_LINES = 40;

  private final CRC32C first = new CRC32C();
  private final java.util.ArrayDeque<String> last = new java.util.ArrayDeque<>();
  private long lines;

  void add(final long now, final String line) {
    final String stamped = now / 1_000 + " " + line;
    first.update(stamped.getBytes(StandardCharsets.UTF_8));
    lines++;
    last.add(stamped);
    if (last.size() > KEPT_LINES) {
      last.remove();
    }
  }

  /** Equal for equal histories. */
  String fingerprint() {
    return lines + ":" + Long.toHexString(first.getValue());
  }

  String tail() {
    return String.join("\n", last);
  }
}
