/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

/**
 * Ids of the monitored transactions: {@code sequence-A-to-B}, then {@code ...-again-2} and so on.
 */
final class SequenceIds {
  private SequenceIds() {}

  static String of(final long first, final long last, final int attempt) {
    final String id = "sequence-%d-to-%d".formatted(first, last);
    return attempt == 1 ? id : id + "-again-" + attempt;
  }

  /** A of {@code sequence-A-to-B}. */
  static long firstBatch(final String id) {
    return Long.parseLong(id.split("-", -1)[1]);
  }

  /** B of {@code sequence-A-to-B}. */
  static long lastBatch(final String id) {
    return Long.parseLong(id.split("-", -1)[3]);
  }
}
