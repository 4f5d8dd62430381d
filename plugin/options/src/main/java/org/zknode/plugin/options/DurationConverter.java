/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** ISO-8601 duration, for instance {@code PT2S} or {@code PT1M30S}. */
public final class DurationConverter implements ITypeConverter<Duration> {
  /** A century: with twice as much, nanoseconds since some moment do not fit 64 bits. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  @Override
  public Duration convert(final String value) {
    final Duration duration;
    try {
      duration = Duration.parse(value);
    } catch (final DateTimeParseException e) {
      throw new TypeConversionException(
          "'%s' is not an ISO-8601 duration such as PT2S or PT1M".formatted(value));
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "'%s' is longer than %d days".formatted(value, LONGEST.toDays()));
    }
    return duration;
  }
}
