/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.testkit.MutableClock;

class ProverRosterTest {
  private static final Duration QUARANTINE = Duration.ofMinutes(1);

  private final MutableClock clock = MutableClock.create();
  private final ProverRoster roster =
      new ProverRoster(new ProverRules(2, QUARANTINE, BigInteger.ZERO), clock);

  @Test
  void aSuccessEndsARowOfFailures() {
    assertThat(roster.failed("p", "one")).isEmpty();
    roster.succeeded("p");
    assertThat(roster.failed("p", "two")).isEmpty();
    assertThat(roster.failed("p", "three")).contains(QUARANTINE);
    assertThat(roster.isQuarantined("p")).isTrue();
    assertThat(roster.isQuarantined("other")).isFalse();
    assertThat(roster.quarantined()).isEqualTo(1);
  }

  @Test
  void eachQuarantineIsLongerUpToALimitUntilTheProverSucceeds() {
    roster.failed("p", "first");
    for (int doubling = 0; doubling <= ProverRoster.MAX_DOUBLINGS + 1; doubling++) {
      final Duration expected =
          QUARANTINE.multipliedBy(1L << Math.min(doubling, ProverRoster.MAX_DOUBLINGS));
      assertThat(roster.failed("p", "again")).contains(expected);
      clock.advance(expected.minusMillis(1));
      assertThat(roster.isQuarantined("p")).isTrue();
      clock.advance(Duration.ofMillis(1));
      assertThat(roster.isQuarantined("p")).isFalse();
    }
    roster.succeeded("p");
    roster.failed("p", "much later");
    assertThat(roster.failed("p", "and again")).contains(QUARANTINE);
  }

  @Test
  void oneWhoseProofsAreBadIsQuarantinedAtOnce() {
    roster.succeeded("p");
    assertThat(roster.blame("p", "bad proofs")).isEqualTo(QUARANTINE);
    assertThat(roster.snapshot())
        .singleElement()
        .satisfies(
            view ->
                assertThat(view.json())
                    .containsEntry("state", "QUARANTINED")
                    .containsEntry("lastFailure", "bad proofs"));
  }

  @Test
  void aQuarantineOutlivesItsConnectionAndManyOtherNames() {
    roster.connected("bad", "somewhere");
    roster.blame("bad", "bad proofs");
    roster.disconnected("bad");
    for (int i = 0; i < 3 * ProverRoster.MAX_REMEMBERED; i++) {
      roster.connected("name-" + i, "elsewhere");
      roster.disconnected("name-" + i);
    }
    assertThat(roster.isQuarantined("bad")).isTrue();
    assertThat(roster.connectedNames()).isZero();
    assertThat(roster.snapshot()).extracting(ProverView::name).containsExactly("bad");
  }

  @Test
  void whatAProverDoesIsShown() {
    roster.connected("p", "1.2.3.4:5");
    roster.connected("p", "1.2.3.4:6");
    roster.began("p", "batch proof of batch 1");
    assertThat(roster.snapshot().getFirst().json())
        .containsEntry("remote", "1.2.3.4:6")
        .containsEntry("connections", 2)
        .containsEntry("state", "WORKING")
        .containsEntry("job", "batch proof of batch 1");
    roster.ended("p");
    roster.disconnected("p");
    assertThat(roster.snapshot().getFirst().json()).containsEntry("state", "IDLE");
    roster.disconnected("p");
    assertThat(roster.snapshot()).isEmpty();
  }

  @Test
  void aPardonEndsAQuarantineAndItsLength() {
    roster.connected("p", "somewhere");
    roster.connected("other", "elsewhere");
    roster.blame("p", "bad proofs");
    assertThat(roster.namesAtWork()).isEqualTo(1);
    roster.pardon("p");
    assertThat(roster.isAtWork("p")).isTrue();
    assertThat(roster.namesAtWork()).isEqualTo(2);
    assertThat(roster.blame("p", "bad proofs")).isEqualTo(QUARANTINE);
  }

  @Test
  void anExcuseEndsAQuarantineForFailuresButNotOneForBadProofs() {
    roster.failed("p", "one");
    assertThat(roster.failed("p", "two")).contains(QUARANTINE);
    roster.noted("p", "three");
    assertThat(roster.excuse("p")).isTrue();
    assertThat(roster.isQuarantined("p")).isFalse();
    assertThat(roster.failed("p", "four")).contains(QUARANTINE);
    roster.blame("p", "bad proofs");
    assertThat(roster.excuse("p")).isFalse();
    assertThat(roster.isQuarantined("p")).isTrue();
  }
}
