/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.probe.check.Outcome.Verdict;
import org.zknode.probe.check.ScriptedPeer.Fault;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;

/** Every check passes on a right peer and fails on a wrong one, over real RLPx. */
@Tag("slow")
class ChecksTest {
  static Stream<String> names() {
    return Suite.all().stream().map(Check::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void passesOnARightPeer(final String check) throws Exception {
    final Outcome outcome = Probes.right(check, Capabilities.ZKS_5);
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.PASS);
  }

  static Stream<Arguments> versions() {
    final Set<String> dependOnTheVersion = Set.of("replay", "auth", "bad-auth", "wrong-role");
    return Capabilities.all().stream()
        .filter(c -> c.name().equals(Capability.ZKS) && c.version() < 5)
        .flatMap(c -> dependOnTheVersion.stream().map(name -> Arguments.of(name, c)));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void passesOnEveryVersion(final String check, final Capability version) throws Exception {
    final Outcome outcome = Probes.right(check, version);
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.PASS);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("hello", List.of(Fault.ENDS_EVERYTHING)),
        Arguments.of("replay", List.of(Fault.IS_EXTERNAL)),
        Arguments.of("max-blocks", List.of(Fault.IGNORES_MAX_BLOCKS)),
        Arguments.of("auth", List.of(Fault.SAME_NONCE)),
        Arguments.of("auth", List.of(Fault.NO_CHALLENGE)),
        Arguments.of("bad-auth", List.of(Fault.ENDS_AT_BAD_SIGNATURE)),
        Arguments.of("future-block", List.of(Fault.ANSWERS_THE_FUTURE)),
        Arguments.of("trailing-bytes", List.of(Fault.REFUSES_TRAILING_BYTES)),
        Arguments.of("second-request", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("truncated", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("extra-item", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("non-canonical-rlp", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("wrong-role", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("no-common-version", List.of(Fault.TAKES_ANY_VERSION)),
        Arguments.of("slow-reader", List.of(Fault.ONE_AT_A_TIME)),
        Arguments.of("oversize", List.of(Fault.ANSWERS_ANYTHING)),
        Arguments.of("flood", List.of(Fault.STARVES_OTHERS)),
        Arguments.of("connect-flood", List.of(Fault.FEW_SLOTS)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void failsOnAWrongPeer(final String check, final List<Fault> faults) throws Exception {
    final Outcome outcome = Probes.wrong(check, ScriptedPeer.start(faults.toArray(Fault[]::new)));
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.FAIL);
  }

  @Test
  @Timeout(60)
  void aNodeThatReadsNothingMoreDoesNotHoldTheFlood() throws Exception {
    final Outcome outcome = Probes.wrong("flood", ScriptedPeer.start(Fault.STOPS_READING));
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.PASS);
    assertThat(outcome.figures().get("connections").intValue()).isEqualTo(1);
  }

  /** It refuses the peer that watches, too, which is not its fault; and later it serves again. */
  @Test
  @Timeout(60)
  void aNodeThatRefusesOurOnlyAddressIsNotFailed() throws Exception {
    final ScriptedPeer peer = ScriptedPeer.start(Fault.REFUSES_FOR_A_WHILE);
    final Outcome outcome = Probes.run("flood", peer, Probes.fromOneAddress(peer));
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.SKIP);
    assertThat(outcome.seen()).contains("nobody could watch");
  }

  /** The first connections go well, then the node is dead: the bad message killed it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown-id",
        "retired-id",
        "wrong-role",
        "truncated",
        "second-request",
        "oversize",
        "connect-flood"
      })
  void failsWhenTheNodeDiesOfIt(final String check) throws Exception {
    final Outcome outcome = Probes.wrong(check, ScriptedPeer.mortal(1));
    assertThat(outcome.verdict()).as(outcome.seen()).isEqualTo(Verdict.FAIL);
  }
}
