/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Every flag, also one that is added later: what is no use as its value is refused by its name. */
class OptionExtremesTest {
  private static final Set<Class<?>> NUMBERS =
      Set.of(
          int.class,
          long.class,
          Integer.class,
          Long.class,
          BigInteger.class,
          BigDecimal.class,
          Duration.class);

  @TempDir private Path dir;

  private static Stream<OptionSpec> all() {
    return OptionLine.spec().options().stream();
  }

  static Stream<String> numbers() {
    return all().filter(option -> NUMBERS.contains(option.type())).map(OptionSpec::longestName);
  }

  static Stream<String> durations() {
    return all()
        .filter(option -> option.type().equals(Duration.class))
        .map(OptionSpec::longestName);
  }

  static Stream<String> valued() {
    return all().filter(option -> option.arity().min() > 0).map(OptionSpec::longestName);
  }

  private static boolean isDuration(final String flag) {
    return durations().anyMatch(flag::equals);
  }

  @Test
  void theNodeOfThisTestIsFine() throws IOException {
    assertThat(new OptionLine(dir).parse().isMainNode()).isTrue();
    assertThat(numbers().count()).isGreaterThan(60);
    assertThat(durations().count()).isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void nothingIsNegative(final String flag) throws IOException {
    final OptionLine line = new OptionLine(dir).with(flag, isDuration(flag) ? "-PT1S" : "-1");

    assertThatThrownBy(line::parse)
        .isInstanceOfAny(OptionException.class, ParameterException.class)
        .hasMessageContaining(flag);
  }

  /** Whatever is not refused is used; nobody meets an overflow when the node runs. */
  @ParameterizedTest
  @MethodSource("numbers")
  void theLargestValueIsTakenOrRefusedByName(final String flag) throws IOException {
    for (final String value :
        isDuration(flag) ? List.of("PT0S", "P36500D") : List.of("0", "9223372036854775807")) {
      final Throwable refusal = catchThrowable(new OptionLine(dir).with(flag, value)::parse);

      if (refusal != null) {
        assertThat(refusal)
            .as("%s=%s", flag, value)
            .isInstanceOfAny(OptionException.class, ParameterException.class);
      }
    }
  }

  /** So many nanoseconds do not fit, which services would find out one after the other. */
  @ParameterizedTest
  @MethodSource("durations")
  void aDurationHasAnEnd(final String flag) throws IOException {
    for (final String value : List.of("P36501D", "PT2562047788015215H")) {
      final OptionLine line = new OptionLine(dir).with(flag, value);

      assertThatThrownBy(line::parse)
          .isInstanceOf(ParameterException.class)
          .hasMessageContaining(flag)
          .hasMessageContaining("'%s' is longer than 36500 days".formatted(value));
    }
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void whatIsNoNumberIsRefusedByName(final String flag) throws IOException {
    for (final String value : List.of("many")) {
      final OptionLine line = new OptionLine(dir).with(flag, value);

      assertThatThrownBy(line::parse)
          .isInstanceOfAny(OptionException.class, ParameterException.class)
          .hasMessageContaining(flag);
    }
  }

  @ParameterizedTest
  @MethodSource("valued")
  void aFlagWithoutItsValueIsRefused(final String flag) throws IOException {
    final OptionLine line = new OptionLine(dir).without(flag).plain(flag);

    assertThatThrownBy(line::parse)
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(flag);
  }
}
