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
  private long deposits;
  private long claims;
  private long released;

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
    deposits += world.l1.head().after().deposits();
    released += world.l1.head().after().released();
    claims +=
        SimBridge.Counts.after(world.main.engine(), world.main.engine().head().number()).claimed();
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
    assertThat(claims).as("deposits claimed on L2").isPositive();
    assertThat(released).as("withdrawals paid out on L1").isPositive();
  }

  @Override
  public synchronized String toString() {
    return "%s, waits compared in %d, liars outvoted %d times, %d deposits, %d claimed, %d withdrawals paid out"
        .formatted(attacks, waitsCompared, liarsOutvoted, deposits, claims, released);
  }
}
