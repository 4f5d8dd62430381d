/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An attack next to the time before it, and whether the aims hold.
 *
 * @param harm what must never happen and did, as sentences
 */
record Comparison(String attack, String what, Phase before, Phase during, List<String> harm) {
  /** Highest ratio of p99 and of batches a minute, during to before. */
  static final double AIM = 1.5;

  /** Highest share of honest users' sends that may be refused during an attack. */
  static final double REFUSED_AIM = 0.01;

  /** Blocks that an external node may be behind: it leaves a silent source within 10 s. */
  static final long BEHIND_AIM = 20;

  /** Likewise, when the phase ends. */
  static final long END_BEHIND_AIM = 10;

  /** Longest time in which L1 may verify nothing, in milliseconds. */
  static final long UNVERIFIED_AIM = 30_000;

  /** Longest p99 of simple reads from an external node, in milliseconds. */
  static final long READ_AIM = 2_000;

  /** A third of a shorter phase may pass between two acts of an attack. */
  private static final double LEAST_SECONDS = 30;

  Comparison {
    harm = List.copyOf(harm);
  }

  double p99Ratio() {
    return ratio(during.users().p99Millis(), before.users().p99Millis());
  }

  /** Without batches that were forced: who forces them pays for them on L1. */
  double batchesRatio() {
    return ratio(unforced(during), unforced(before));
  }

  private static double unforced(final Phase phase) {
    return Math.max(0, phase.pace().batchesPerMinute() - phase.pace().forcedPerMinute());
  }

  private static double ratio(final double now, final double then) {
    return then == 0 ? (now == 0 ? 1 : Double.POSITIVE_INFINITY) : now / then;
  }

  /** One sentence for each aim that does not hold; none when all hold. */
  List<String> misses() {
    final List<String> misses = new ArrayList<>();
    users(misses);
    nodes(misses);
    if (during.seconds() >= LEAST_SECONDS && during.attackers().acts().contains(0L)) {
      misses.add(
          "%s: the attack stood still, it acted %s times in the thirds of its time"
              .formatted(attack, during.attackers().acts()));
    }
    harm.forEach(what -> misses.add("%s: %s".formatted(attack, what)));
    return misses;
  }

  private void users(final List<String> misses) {
    final Phase.Users users = during.users();
    if (p99Ratio() > AIM) {
      misses.add(
          String.format(
              Locale.ROOT,
              "%s: p99 inclusion %d ms, %.2f times that before (aim %.1f)",
              attack,
              users.p99Millis(),
              p99Ratio(),
              AIM));
    }
    if (batchesRatio() > AIM) {
      misses.add(
          String.format(
              Locale.ROOT,
              "%s: %.1f batches a minute, %.2f times that before (aim %.1f)",
              attack,
              unforced(during),
              batchesRatio(),
              AIM));
    }
    final long tried = users.sent() + users.refused();
    if (users.included() == 0 || users.refused() > tried * REFUSED_AIM) {
      misses.add(
          String.format(
              Locale.ROOT,
              "%s: %d of %d sends of honest users refused, %d transactions included (aim: at most %.0f %% refused)",
              attack,
              users.refused(),
              tried,
              users.included(),
              100 * REFUSED_AIM));
    }
  }

  private void nodes(final List<String> misses) {
    final Phase.Followers followers = during.followers();
    if (followers.mostBehind() > BEHIND_AIM || followers.endBehind() > END_BEHIND_AIM) {
      misses.add(
          "%s: an external node up to %d blocks behind, %d at the end (aim: at most %d and %d)"
              .formatted(
                  attack,
                  followers.mostBehind(),
                  followers.endBehind(),
                  BEHIND_AIM,
                  END_BEHIND_AIM));
    }
    if (followers.readP99Millis() > READ_AIM) {
      misses.add(
          "%s: p99 of reads from an external node %d ms (aim %d ms)"
              .formatted(attack, followers.readP99Millis(), READ_AIM));
    }
    if (during.pace().longestUnverifiedMillis() > UNVERIFIED_AIM) {
      misses.add(
          "%s: L1 verified no batch for %d ms (aim %d ms)"
              .formatted(attack, during.pace().longestUnverifiedMillis(), UNVERIFIED_AIM));
    }
    during.halted().forEach(node -> misses.add("%s: %s HALTED".formatted(attack, node)));
  }
}
