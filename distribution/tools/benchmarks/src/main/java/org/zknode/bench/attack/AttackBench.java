/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.LauncherException;

/** Runs attacks on a devnet one after the other, each after a time with honest users alone. */
public final class AttackBench {
  /** Between two phases, so that the one does not measure what the other left. */
  private static final Duration REST = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Field field;
  private final Duration alone;
  private final Duration each;
  private final PrintStream progress;

  /**
   * @param alone how long honest users are alone before each attack
   * @param each how long each attack is
   * @param progress for the person who waits
   */
  public AttackBench(
      final Devnet devnet, final Duration alone, final Duration each, final PrintStream progress) {
    this.field = new Field(devnet, Devnet.user(1));
    this.alone = alone;
    this.each = each;
    this.progress = progress;
  }

  /** Names of all attacks, in the order in which they run. */
  public static List<String> names() {
    return Arrays.stream(AttackName.values()).map(AttackName::text).toList();
  }

  /**
   * @param wanted of {@link #names}
   */
  public AttackReport run(final List<String> wanted) {
    final List<Comparison> comparisons = new ArrayList<>();
    try (HonestUsers users = new HonestUsers(field)) {
      for (final Attack attack : Attack.all(field)) {
        if (wanted.contains(attack.name().text())) {
          comparisons.add(compare(attack, users));
        }
      }
    }
    return new AttackReport(field.devnet().options().engine().text(), comparisons);
  }

  private Comparison compare(final Attack attack, final HonestUsers users) {
    try (attack) {
      progress.printf("%s: %s%n", attack.name().text(), attack.what());
      attack.prepare();
      Pause.of(REST);
      final Phase before = phase(users, alone, Optional.empty());
      attack.arm();
      Pause.of(REST);
      final Phase during = phase(users, each, Optional.of(attack));
      progress.printf(
          "  before p99 %d ms, during p99 %d ms%n",
          before.users().p99Millis(), during.users().p99Millis());
      Pause.of(REST);
      return new Comparison(attack.name().text(), attack.what(), before, during, attack.harm());
    } finally {
      // What it left would be measured as the next one's time before.
      LeftRows.giveUp(field.devnet().poolUrl());
      field.awaitFollowing();
    }
  }

  private Phase phase(
      final HonestUsers users, final Duration length, final Optional<Attack> attack) {
    final long start = System.nanoTime();
    final long end = start + length.toNanos();
    final Ledger honest = new Ledger(new Thirds(start, length.toNanos()));
    final Ledger attackers = new Ledger(new Thirds(start, length.toNanos()));
    final BooleanSupplier goesOn = () -> System.nanoTime() < end;
    try (PhaseMeter meter = new PhaseMeter(field, honest, attackers, start)) {
      users.start(honest);
      try {
        attack.ifPresent(running -> meter.run(() -> untilTheEnd(running, goesOn, attackers)));
        while (goesOn.getAsBoolean()) {
          Pause.of(POLL);
        }
        refusals("honest users", honest);
        refusals("attackers", attackers);
        return meter.read();
      } finally {
        users.stop();
      }
    }
  }

  private void refusals(final String who, final Ledger ledger) {
    ledger
        .refusals()
        .forEach((text, times) -> progress.printf("  %s, %d times: %s%n", who, times, text));
  }

  /** A node that does not answer for a while must not end the attack. */
  private void untilTheEnd(final Attack attack, final BooleanSupplier goesOn, final Ledger ledger) {
    while (goesOn.getAsBoolean()) {
      try {
        attack.run(goesOn, ledger);
      } catch (final LauncherException e) {
        progress.printf("  the attack goes on after: %s%n", e.getMessage());
        Pause.of(POLL);
      }
    }
  }
}
