/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An attack next to the time before it, and whether the aims hold. */
record Comparison(String attack, String what, Phase before, Phase during) {
  /** Highest ratio of p99 and of batches a minute, during to before. */
  static final double AIM = 1.5;

  /** Highest share of honest users' sends that may be refused during an attack. */
  static final double REFUSED_AIM = 0.01;

  double p99Ratio() {
    return ratio(during.p99Millis(), before.p99Millis());
  }

  double batchesRatio() {
    return ratio(during.batchesPerMinute(), before.batchesPerMinute());
  }

  private static double ratio(final double now, final double then) {
    return then == 0 ? (now == 0 ? 1 : Double.POSITIVE_INFINITY) : now / then;
  }

  /** One sentence for each aim that does not hold; none when all hold. */
  List<String> misses() {
    final List<String> misses = new ArrayList<>();
    if (p99Ratio() > AIM) {
      misses.add(
          String.format(
              Locale.ROOT,
              "%s: p99 inclusion %d ms, %.2f times that before (aim %.1f)",
              attack,
              during.p99Millis(),
              p99Ratio(),
              AIM));
    }
    if (batchesRatio() > AIM) {
      misses.add(
          String.format(
              Locale.ROOT,
              "%s: %.1f batches a minute, %.2f times that before (aim %.1f)",
              attack,
              during.batchesPerMinute(),
              batchesRatio(),
              AIM));
    }
    final long tried = during.sent() + during.refused();
    if (during.included() == 0 || during.refused() > tried * REFUSED_AIM) {
      misses.add(
          String.format(
              Locale.ROOT,
              "%s: %d of %d sends of honest users refused, %d transactions included (aim: at most %.0f %% refused)",
              attack,
              during.refused(),
              tried,
              during.included(),
              100 * REFUSED_AIM));
    }
    during.halted().forEach(node -> misses.add("%s: %s HALTED".formatted(attack, node)));
    return misses;
  }
}
