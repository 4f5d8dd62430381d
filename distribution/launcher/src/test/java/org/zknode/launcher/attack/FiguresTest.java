/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final long MILLI = 1_000_000;

  @Test
  void whatStillWaitsCountsWithItsAge() {
    final Ledger ledger = new Ledger();
    ledger.taken(hash(1), 0);
    ledger.taken(hash(2), 10 * MILLI);

    assertThat(ledger.included(hash(1), 30 * MILLI)).isTrue();
    assertThat(ledger.included(hash(3), 30 * MILLI)).isFalse();

    assertThat(ledger.latencies(100 * MILLI)).containsExactly(30 * MILLI, 90 * MILLI);
    assertThat(ledger.includedCount()).isEqualTo(1);
    assertThat(ledger.waitingCount()).isEqualTo(1);
  }

  @Test
  void percentilesAreOfTheSortedTimes() {
    final List<Long> times = LongStream.rangeClosed(1, 200).map(i -> i * MILLI).boxed().toList();

    assertThat(Phase.percentileMillis(times, 0.5)).isEqualTo(100);
    assertThat(Phase.percentileMillis(times, 0.99)).isEqualTo(198);
    assertThat(Phase.percentileMillis(List.of(), 0.99)).isZero();
  }

  @Test
  void everyAimThatIsMissedIsNamed() {
    final Phase before = phase(1000, 14, List.of());

    assertThat(new Comparison("a", "", before, phase(1500, 21, List.of())).misses()).isEmpty();
    assertThat(
            new Comparison("a", "", before, phase(1501, 21.1, List.of("external1 defect")))
                .misses())
        .satisfiesExactly(
            p99 -> assertThat(p99).contains("1501 ms"),
            batches -> assertThat(batches).contains("21.1 batches"),
            halt -> assertThat(halt).contains("external1 defect HALTED"));
  }

  /** Whoever is not let in has no inclusion time that could be bad. */
  @Test
  void refusedUsersAreAMissToo() {
    final Phase before = phase(1000, 14, List.of());

    assertThat(new Comparison("a", "", before, phase(1000, 14, 100, 1)).misses()).isEmpty();
    assertThat(new Comparison("a", "", before, phase(1000, 14, 100, 2)).misses())
        .singleElement()
        .asString()
        .contains("2 of 102 sends");
    assertThat(new Comparison("a", "", before, phase(0, 14, 0, 0)).misses()).hasSize(1);
  }

  @Test
  void theReportIsATableOrOneLineOfJson() {
    final AttackReport report =
        new AttackReport(
            "besu",
            List.of(
                new Comparison(
                    "nonce-gaps",
                    "",
                    phase(1000, 14, List.of()),
                    phase(9000, 14, List.of("main defect")))));
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    report.json(out);

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("\"p99Ratio\":9.0")
        .contains("\"halted\":[\"main defect\"]")
        .contains("\"missed\":[");
    bytes.reset();
    report.table(out);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("nonce-gaps").contains("missed: ");
  }

  private static Phase phase(final long p99, final double batches, final List<String> halted) {
    return new Phase(
        10, 10, 10, 0, 500, p99, 60, batches, 1000, 3, 2, 1, BigInteger.TEN, halted, List.of());
  }

  private static Phase phase(
      final long p99, final double batches, final long included, final long refused) {
    return new Phase(
        10,
        included,
        included,
        refused,
        500,
        p99,
        60,
        batches,
        1000,
        3,
        2,
        1,
        BigInteger.TEN,
        List.of(),
        List.of());
  }

  private static Bytes32 hash(final int number) {
    return Bytes32.leftPad(org.apache.tuweni.bytes.Bytes.of(number));
  }
}
