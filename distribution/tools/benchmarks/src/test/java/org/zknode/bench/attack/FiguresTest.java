/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final long MILLI = 1_000_000;

  @Test
  void whatStillWaitsCountsWithItsAge() {
    final Ledger ledger = ledger();
    ledger.sending(hash(1), 0);
    ledger.taken();
    ledger.sending(hash(2), 10 * MILLI);
    ledger.taken();

    assertThat(ledger.included(hash(1), 30 * MILLI)).isTrue();
    assertThat(ledger.included(hash(3), 30 * MILLI)).isFalse();

    assertThat(ledger.latencies(100 * MILLI)).containsExactly(30 * MILLI, 90 * MILLI);
    assertThat(ledger.includedCount()).isEqualTo(1);
    assertThat(ledger.waitingCount()).isEqualTo(1);
  }

  /** A busy node's answer comes after the block: it would wait until the phase is over. */
  @Test
  void whatIsInABlockBeforeTheAnswerIsIncludedAllTheSame() {
    final Ledger ledger = ledger();
    ledger.sending(hash(1), 0);
    assertThat(ledger.included(hash(1), 30 * MILLI)).isTrue();
    ledger.taken();

    assertThat(ledger.takenCount()).isEqualTo(1);
    assertThat(ledger.includedCount()).isEqualTo(1);
    assertThat(ledger.latencies(100 * MILLI)).containsExactly(30 * MILLI);
  }

  @Test
  void whatIsRefusedWaitsForNothing() {
    final Ledger ledger = ledger();
    ledger.sending(hash(1), 0);
    ledger.refused(hash(1), "txpool is full");

    assertThat(ledger.latencies(100 * MILLI)).isEmpty();
    assertThat(ledger.refusedCount()).isEqualTo(1);
    assertThat(ledger.refusals()).containsEntry("txpool is full", 1);
  }

  @Test
  void actsCountInTheirThirdOfThePhase() {
    final Thirds thirds = new Thirds(100, 30);
    for (final long time : List.of(99L, 100L, 109L, 110L, 129L, 130L)) {
      thirds.note(time);
    }
    assertThat(thirds.counts()).containsExactly(2L, 1L, 1L);
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
    assertThat(misses(new PhaseBuilder().p99(1500).batches(21, 0))).isEmpty();
    assertThat(
            misses(
                new PhaseBuilder().p99(1501).batches(21.1, 0).halted("external1 defect"),
                "the victim has less"))
        .satisfiesExactly(
            p99 -> assertThat(p99).contains("1501 ms"),
            batches -> assertThat(batches).contains("21.1 batches"),
            halt -> assertThat(halt).contains("external1 defect HALTED"),
            harm -> assertThat(harm).isEqualTo("a: the victim has less"));
  }

  /** Whoever is not let in has no inclusion time that could be bad. */
  @Test
  void refusedUsersAreAMissToo() {
    assertThat(misses(new PhaseBuilder().users(100, 1))).isEmpty();
    assertThat(misses(new PhaseBuilder().users(100, 2)))
        .singleElement()
        .asString()
        .contains("2 of 102 sends");
    assertThat(misses(new PhaseBuilder().users(0, 0))).hasSize(1);
  }

  /** Who forces a batch pays for it on L1. */
  @Test
  void forcedBatchesAreNoneOfTheMainNodes() {
    assertThat(misses(new PhaseBuilder().batches(31, 10))).isEmpty();
    assertThat(misses(new PhaseBuilder().batches(31.2, 10)))
        .singleElement()
        .asString()
        .contains("21.2 batches");
  }

  @Test
  void anExternalNodeThatStandsStillIsAMiss() {
    assertThat(misses(new PhaseBuilder().followers(20, 10, 2_000))).isEmpty();
    assertThat(misses(new PhaseBuilder().followers(21, 0, 0)))
        .singleElement()
        .asString()
        .contains("up to 21 blocks behind, 0 at the end");
    assertThat(misses(new PhaseBuilder().followers(11, 11, 0))).hasSize(1);
    assertThat(misses(new PhaseBuilder().followers(0, 0, 2_001)))
        .singleElement()
        .asString()
        .contains("2001 ms");
  }

  @Test
  void settlementThatStandsStillIsAMiss() {
    assertThat(misses(new PhaseBuilder().unverified(30_000))).isEmpty();
    assertThat(misses(new PhaseBuilder().unverified(30_001)))
        .singleElement()
        .asString()
        .contains("no batch for 30001 ms");
  }

  /** Else the figures would be of a time in which nobody attacked. */
  @Test
  void anAttackThatEndsEarlyIsAMiss() {
    assertThat(misses(new PhaseBuilder().acts(30, 9, 9, 1))).isEmpty();
    assertThat(misses(new PhaseBuilder().acts(29, 9, 0, 0))).as("too short to say").isEmpty();
    assertThat(misses(new PhaseBuilder().acts(30, 9, 9, 0)))
        .singleElement()
        .asString()
        .contains("[9, 9, 0]");
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
                    new PhaseBuilder().build(),
                    new PhaseBuilder().p99(9000).halted("main defect").build(),
                    List.of("harm"))));
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    report.json(out);

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("\"p99Ratio\":9.0")
        .contains("\"attackerPaidWei\":\"10\"")
        .contains("\"attackerPaidL1Wei\":\"4\"")
        .contains("\"attackerActs\":[1,1,1]")
        .contains("\"attackerFigures\":{\"relayed\":7}")
        .contains("\"externalMostBehind\":1")
        .contains("\"verifiedPerMinute\":14.0")
        .contains("\"halted\":[\"main defect\"]")
        .contains("\"harm\":[\"harm\"]")
        .contains("\"missed\":[");
    bytes.reset();
    report.table(out);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("nonce-gaps")
        .contains("{relayed=7}")
        .contains("missed: ");
  }

  private static List<String> misses(final PhaseBuilder during, final String... harm) {
    return new Comparison("a", "", new PhaseBuilder().build(), during.build(), List.of(harm))
        .misses();
  }

  private static Ledger ledger() {
    return new Ledger(new Thirds(System.nanoTime(), 1_000 * MILLI));
  }

  private static Bytes32 hash(final int number) {
    return Bytes32.leftPad(org.apache.tuweni.bytes.Bytes.of(number));
  }

  /** A phase in which all is well, but for what is set. */
  private static final class PhaseBuilder {
    private double seconds = 10;
    private Phase.Users users = new Phase.Users(10, 10, 0, 500, 1000);
    private Phase.Pace pace = new Phase.Pace(60, 14, 0, 1000, 14, 5_000);
    private Phase.Followers followers = new Phase.Followers(1, 0, 5);
    private List<Long> acts = List.of(1L, 1L, 1L);
    private List<String> halted = List.of();

    PhaseBuilder p99(final long millis) {
      users = new Phase.Users(10, 10, 0, 500, millis);
      return this;
    }

    PhaseBuilder users(final long included, final long refused) {
      users = new Phase.Users(included, included, refused, 500, 1000);
      return this;
    }

    PhaseBuilder batches(final double perMinute, final double forced) {
      pace = new Phase.Pace(60, perMinute, forced, 1000, 14, 5_000);
      return this;
    }

    PhaseBuilder unverified(final long millis) {
      pace = new Phase.Pace(60, 14, 0, 1000, 14, millis);
      return this;
    }

    PhaseBuilder followers(final long most, final long end, final long readMillis) {
      followers = new Phase.Followers(most, end, readMillis);
      return this;
    }

    PhaseBuilder acts(final double length, final long... counts) {
      seconds = length;
      acts = LongStream.of(counts).boxed().toList();
      return this;
    }

    PhaseBuilder halted(final String node) {
      halted = List.of(node);
      return this;
    }

    Phase build() {
      return new Phase(
          seconds,
          users,
          pace,
          followers,
          new Phase.Attackers(
              3, 2, 1, BigInteger.TEN, BigInteger.valueOf(4), acts, Map.of("relayed", 7L)),
          0,
          halted,
          List.of());
    }
  }
}
