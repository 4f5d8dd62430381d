/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The Retry-After header: seconds, or a date (RFC 9110, 10.2.3). */
final class RetryAfter {
  /** An endpoint that asks for more is asked again then all the same: it may be a mistake. */
  static final Duration MAX = Duration.ofMinutes(5);

  private RetryAfter() {}

  /**
   * How long the endpoint wants to be left alone, at most {@link #MAX}.
   *
   * @return empty when the header is neither of both forms
   */
  static Optional<Duration> parse(final String header, final Instant now) {
    final String text = header.trim();
    final Duration wait;
    try {
      wait =
          text.chars().allMatch(Character::isDigit)
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (final NumberFormatException | DateTimeException | ArithmeticException malformed) {
      return Optional.empty();
    }
    if (wait.isNegative()) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(wait.compareTo(MAX) > 0 ? MAX : wait);
  }
}
