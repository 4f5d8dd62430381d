/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.zknode.eth.PrivateKey;

/** Checks that several namespaces share. */
final class OptionChecks {
  private OptionChecks() {}

  static <T> T required(final T value, final String flag, final String because) {
    if (value == null) {
      throw OptionException.missing(flag, because);
    }
    return value;
  }

  static long atLeast(final long value, final long least, final String flag) {
    if (value < least) {
      throw new OptionException(flag, "%d is below %d".formatted(value, least));
    }
    return value;
  }

  static int between(final int value, final int least, final int most, final String flag) {
    if (value < least || value > most) {
      throw new OptionException(flag, "%d is not between %d and %d".formatted(value, least, most));
    }
    return value;
  }

  static Duration positive(final Duration value, final String flag) {
    if (value.isZero() || value.isNegative()) {
      throw new OptionException(flag, value + " is not a positive duration");
    }
    return value;
  }

  /** A constant by its name in lower case. */
  static <E extends Enum<E>> E oneOf(final Class<E> type, final String value, final String flag) {
    for (final E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw new OptionException(
        flag,
        "'%s' is not one of %s"
            .formatted(
                value,
                Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "))));
  }

  /** The file must hold a key; its content never shows up in the message. */
  static PrivateKey key(final Path file, final String flag, final String because) {
    try {
      return PrivateKey.fromFile(required(file, flag, because));
    } catch (final OptionException e) {
      throw e;
    } catch (final IllegalArgumentException e) {
      throw new OptionException(flag, e.getMessage());
    }
  }

  /** First line of a file that holds a secret. */
  static String secret(final Path file, final String flag) {
    try {
      return Files.readString(file).strip();
    } catch (final IOException e) {
      throw new OptionException(flag, "file %s cannot be read: %s".formatted(file, e));
    }
  }
}
