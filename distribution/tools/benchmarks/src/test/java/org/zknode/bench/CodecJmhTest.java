/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Shows that the JMH benchmark runs. With {@code -Djmh.seconds=2} it measures, in a JVM of its own,
 * and prints MB/s and ratios.
 */
class CodecJmhTest {
  private static final int SECONDS = Integer.getInteger("jmh.seconds", 0);
  private static final double MEGA = 1e6;

  @Test
  void codecs() throws RunnerException {
    final ChainedOptionsBuilder options = new OptionsBuilder().include(CodecJmh.class.getName());
    if (SECONDS == 0) {
      options
          .forks(0)
          .warmupIterations(0)
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(20))
          .param("size", "SMALL");
    } else {
      options
          .forks(1)
          .warmupIterations(2)
          .measurementIterations(3)
          .warmupTime(TimeValue.seconds(SECONDS))
          .measurementTime(TimeValue.seconds(SECONDS));
    }

    final Collection<RunResult> results = new Runner(options.build()).run();

    assertThat(results).hasSize(SECONDS == 0 ? 6 : 18);
    assertThat(results).allSatisfy(r -> assertThat(r.getPrimaryResult().getScore()).isPositive());
    results.stream()
        .sorted(Comparator.comparing(r -> label(r)))
        .forEach(r -> System.out.println(line(r, results)));
  }

  private static String label(final RunResult result) {
    return "v%s %-6s %s"
        .formatted(
            result.getParams().getParam("format"),
            result.getParams().getParam("size"),
            result.getPrimaryResult().getLabel());
  }

  private static double megabytes(final RunResult result) {
    final CodecWork.Size size = CodecWork.Size.valueOf(result.getParams().getParam("size"));
    final int format = Integer.parseInt(result.getParams().getParam("format"));
    return result.getPrimaryResult().getScore() * new CodecWork(format, size).size() / MEGA;
  }

  private static String line(final RunResult result, final Collection<RunResult> all) {
    final String copy = label(result).replaceAll("\\S+$", "copy");
    final double plain =
        all.stream().filter(r -> label(r).equals(copy)).mapToDouble(r -> megabytes(r)).sum();
    return String.format(
        Locale.ROOT,
        "%-20s %10.0f MB/s, %.2f of a copy",
        label(result),
        megabytes(result),
        megabytes(result) / plain);
  }
}
