/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.zknode.launcher.LauncherException;
import org.zknode.launcher.devnet.Devnet;
import org.zknode.launcher.devnet.Pause;

/** Runs attacks on a devnet one after the other, each after a time with honest users alone. */
public final class AttackBench {
  /** Between two phases, so that the one does not measure what the other left. */
  private static final Duration REST = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(90);
  private static final double NANOS = 1e9;
  private static final double MINUTE = 60;

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
      Pause.of(REST);
      final Phase during = phase(users, each, Optional.of(attack));
      final Comparison comparison =
          new Comparison(attack.name().text(), attack.what(), before, during);
      progress.printf(
          "  before p99 %d ms, during p99 %d ms%n", before.p99Millis(), during.p99Millis());
      Pause.of(REST);
      return comparison;
    }
  }

  private Phase phase(
      final HonestUsers users, final Duration length, final Optional<Attack> attack) {
    final Ledger honest = new Ledger();
    final Ledger attackers = new Ledger();
    final BlockWatch blocks = new BlockWatch(field.main(), honest, attackers);
    final NodeWatch nodes = new NodeWatch(field.devnet());
    final long firstBatch = batch();
    final long start = System.nanoTime();
    final long end = start + length.toNanos();
    final BooleanSupplier goesOn = () -> System.nanoTime() < end;
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      threads.execute(blocks);
      threads.execute(nodes);
      users.start(honest);
      attack.ifPresent(running -> threads.execute(() -> untilTheEnd(running, goesOn, attackers)));
      while (goesOn.getAsBoolean()) {
        Pause.of(POLL);
      }
      honest
          .refusals()
          .forEach((text, times) -> progress.printf("  honest users, %d times: %s%n", times, text));
      final long now = System.nanoTime();
      final double seconds = (now - start) / NANOS;
      final List<Long> latencies = honest.latencies(now);
      return new Phase(
          seconds,
          honest.takenCount(),
          honest.includedCount(),
          honest.refusedCount(),
          Phase.percentileMillis(latencies, 0.5),
          Phase.percentileMillis(latencies, 0.99),
          blocks.blocks() * MINUTE / seconds,
          Math.max(0, batch() - firstBatch) * MINUTE / seconds,
          blocks.longestGap().toMillis(),
          attackers.takenCount(),
          attackers.refusedCount(),
          attackers.includedCount(),
          blocks.paid(),
          nodes.halted(),
          nodes.degraded());
    } finally {
      users.stop();
      blocks.stop();
      nodes.stop();
      stop(threads);
    }
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

  private long batch() {
    return field.main().tryQuantity("zkevm_batchNumber").orElse(0L);
  }

  private static void stop(final ExecutorService threads) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (final InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
