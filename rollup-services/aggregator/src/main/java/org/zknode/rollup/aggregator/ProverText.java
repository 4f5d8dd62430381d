/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

/** Texts that provers send, made fit for logs and tables. */
final class ProverText {
  /** Characters kept; a prover could send megabytes. */
  static final int MAX_LENGTH = 200;

  private ProverText() {}

  static String limited(final String text) {
    final String head = text.substring(0, Math.min(text.length(), MAX_LENGTH));
    return head.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
