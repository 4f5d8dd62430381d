/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What one run has measured so far, in order. */
public final class RollupFigures {
  /**
   * @param section what was measured: sequencer, follower, derivation, pool, settlement
   * @param unit of the value, "ratio" for one number divided by another
   * @param aim the value should be at least this
   */
  public record Figure(
      String section, String name, double value, String unit, OptionalDouble aim) {}

  /** Part of the run that could not be measured here. */
  public record Skipped(String section, String reason) {}

  private static final String RATIO = "ratio";

  private final List<Figure> figures = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();

  public void add(final String section, final String name, final double value, final String unit) {
    figures.add(new Figure(section, name, value, unit, OptionalDouble.empty()));
  }

  void ratio(final String section, final String name, final double value) {
    add(section, name, value, RATIO);
  }

  void ratio(final String section, final String name, final double value, final double aim) {
    figures.add(new Figure(section, name, value, RATIO, OptionalDouble.of(aim)));
  }

  void skip(final String section, final String reason) {
    skipped.add(new Skipped(section, reason));
  }

  public List<Figure> all() {
    return List.copyOf(figures);
  }

  public List<Skipped> skipped() {
    return List.copyOf(skipped);
  }

  /** The value of that figure, if it was measured. */
  public OptionalDouble value(final String section, final String name) {
    return figures.stream()
        .filter(figure -> figure.section().equals(section) && figure.name().equals(name))
        .mapToDouble(Figure::value)
        .findFirst();
  }
}
