/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.zknode.bench.rollup.RollupFigures.Figure;
import org.zknode.devnet.process.LauncherException;

/** Prints a run as a table, or as one JSON object. */
public final class RollupReport {
  private final PrintStream out;

  public RollupReport(final PrintStream out) {
    this.out = out;
  }

  public void table(final Conditions conditions, final RollupFigures figures) {
    conditions.byName().forEach((name, value) -> out.printf("%-20s %s%n", name, value));
    out.println();
    for (final Figure figure : figures.all()) {
      out.printf(
          Locale.ROOT,
          "%-10s  %-58s %12.2f  %s%s%n",
          figure.section(),
          figure.name(),
          figure.value(),
          figure.unit(),
          aim(figure));
    }
    figures
        .skipped()
        .forEach(skip -> out.printf("%-10s  skipped: %s%n", skip.section(), skip.reason()));
  }

  private static String aim(final Figure figure) {
    if (figure.aim().isEmpty()) {
      return "";
    }
    final double aim = figure.aim().getAsDouble();
    return String.format(
        Locale.ROOT, " (aim %.1f: %s)", aim, figure.value() >= aim ? "met" : "missed");
  }

  public void json(final Conditions conditions, final RollupFigures figures) {
    final List<Map<String, Object>> rows = new ArrayList<>();
    for (final Figure figure : figures.all()) {
      final Map<String, Object> row = new LinkedHashMap<>();
      row.put("section", figure.section());
      row.put("name", figure.name());
      row.put("value", figure.value());
      row.put("unit", figure.unit());
      figure.aim().ifPresent(aim -> row.put("aim", aim));
      rows.add(row);
    }
    final Map<String, Object> all = new LinkedHashMap<>();
    all.put("conditions", conditions.byName());
    all.put("figures", rows);
    all.put("skipped", figures.skipped());
    try {
      out.println(new ObjectMapper().writeValueAsString(all));
    } catch (final JsonProcessingException e) {
      throw new LauncherException("the figures cannot be written as JSON", e);
    }
  }
}
