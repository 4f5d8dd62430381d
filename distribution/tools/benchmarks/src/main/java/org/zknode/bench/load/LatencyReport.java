/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.zknode.bench.Percentiles;
import org.zknode.devnet.process.LauncherException;

/** Prints what {@link LatencyBench} saw, as a table or as one JSON object. */
public final class LatencyReport {
  private final PrintStream out;
  private final String engine;

  /**
   * @param engine its name
   */
  public LatencyReport(final PrintStream out, final String engine) {
    this.out = out;
    this.engine = engine;
  }

  /**
   * @param boundMillis of a search for the highest rate
   */
  public void table(final List<RateFigures> figures, final OptionalDouble boundMillis) {
    boundMillis.ifPresent(bound -> out.println(sentence(figures, bound)));
    out.printf(
        "%-9s %-9s %10s %8s %8s %8s  %-27s %-27s %-27s%n",
        "engine",
        "node",
        "rate tx/s",
        "measured",
        "refused",
        "missing",
        "acceptance p50 p90 p99 ms",
        "preconfirmed p50 p90 p99",
        "inclusion p50 p90 p99 ms");
    for (final RateFigures row : figures) {
      out.printf(
          Locale.ROOT,
          "%-9s %-9s %10.1f %8d %8d %8d  %-27s %-27s %-27s%n",
          engine,
          row.node(),
          row.rate(),
          row.inclusion().count(),
          row.refused(),
          row.notIncluded(),
          text(row.acceptance()),
          text(row.preconfirmation()),
          text(row.inclusion()));
    }
  }

  private static String sentence(final List<RateFigures> figures, final double bound) {
    return figures.isEmpty()
        ? String.format(Locale.ROOT, "no rate holds: p99 of inclusion is above %.0f ms", bound)
        : String.format(
            Locale.ROOT,
            "highest rate with p99 of inclusion at the main node up to %.0f ms: %.1f tx/s",
            bound,
            figures.getFirst().rate());
  }

  private static String text(final Percentiles times) {
    return String.format(Locale.ROOT, "%.1f %.1f %.1f", times.p50(), times.p90(), times.p99());
  }

  /**
   * @param boundMillis of a search for the highest rate
   */
  public void json(final List<RateFigures> figures, final OptionalDouble boundMillis) {
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put("engine", engine);
    boundMillis.ifPresent(
        bound -> {
          all.put("boundMillis", bound);
          all.put("highestRate", figures.isEmpty() ? null : figures.getFirst().rate());
        });
    all.put("rates", figures.stream().map(LatencyReport::row).toList());
    try {
      out.println(new ObjectMapper().writeValueAsString(all));
    } catch (final JsonProcessingException e) {
      throw new LauncherException("the figures cannot be written as JSON", e);
    }
  }

  private static Map<String, Object> row(final RateFigures figures) {
    final Map<String, Object> row = new LinkedHashMap<>();
    row.put("node", figures.node());
    row.put("rate", figures.rate());
    row.put("measured", figures.inclusion().count());
    row.put("refused", figures.refused());
    row.put("notIncluded", figures.notIncluded());
    row.put("acceptanceMillis", row(figures.acceptance()));
    row.put("preconfirmationMillis", row(figures.preconfirmation()));
    row.put("inclusionMillis", row(figures.inclusion()));
    return row;
  }

  private static Map<String, Object> row(final Percentiles times) {
    final Map<String, Object> row = new LinkedHashMap<>();
    row.put("p50", times.p50());
    row.put("p90", times.p90());
    row.put("p99", times.p99());
    return row;
  }
}
