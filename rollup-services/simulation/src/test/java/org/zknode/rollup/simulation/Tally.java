/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What happened in all runs of a build: that each player was really there. */
final class Tally {
  private final Map<Player, Map<String, Long>> attacks = new EnumMap<>(Player.class);
  private long waitsCompared;
  private long liarsOutvoted;

  /** From any thread. */
  synchronized void add(final World world) {
    world
        .attacks()
        .forEach(
            (player, counts) ->
                counts.forEach(
                    (what, count) ->
                        attacks
                            .computeIfAbsent(player, any -> new TreeMap<>())
                            .merge(what, count, Long::sum)));
    waitsCompared += world.waitsAreCompared() ? 1 : 0;
    liarsOutvoted += world.liarsOutvoted();
  }

  /** Every attacker was refused, put out or charged in each way that there is for him. */
  synchronized void requireEveryPlayer() {
    for (final Player player : Player.values()) {
      assertThat(attacks.getOrDefault(player, Map.of()))
          .as("what became of %s", player)
          .containsKeys(player.expected().toArray(String[]::new));
    }
    assertThat(attacks.get(Player.TOO_LARGE))
        .as("what shows at the door does not come in")
        .doesNotContainKeys(Player.Fates.TAKEN, Player.Fates.INCLUDED);
    assertThat(waitsCompared).as("runs that say how long honest users wait").isPositive();
    assertThat(liarsOutvoted).as("endpoints that fit themselves, outvoted").isPositive();
  }

  @Override
  public synchronized String toString() {
    return "%s, waits compared in %d, liars outvoted %d times"
        .formatted(attacks, waitsCompared, liarsOutvoted);
  }
}
