/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.session.ConnectionRegistry.Admission;
import org.zknode.zks.session.ConnectionRegistry.Candidate;
import org.zknode.zks.session.ConnectionRegistry.Use;

class ConnectionRegistryTest {
  private static final Bytes LOW = Bytes.repeat((byte) 1, 64);
  private static final Bytes HIGH = Bytes.repeat((byte) 2, 64);
  private static final Bytes THIRD = Bytes.repeat((byte) 3, 64);

  private static final Bytes NETWORK = Bytes.of(192, 0, 2, 1);
  private static final long SILENT = Limit.SILENT_SECONDS.nanos();

  private final Map<String, Use> uses = new HashMap<>();
  private final ConnectionRegistry<String> registry = registry(2);
  private long now = Long.MAX_VALUE - SILENT;

  private Admission<String> admit(
      final Bytes peer, final Bytes local, final boolean outbound, final String connection) {
    return admit(registry, peer, local, outbound, connection);
  }

  private Admission<String> admit(
      final ConnectionRegistry<String> target,
      final Bytes peer,
      final Bytes local,
      final boolean outbound,
      final String connection) {
    return target.admit(
        new Candidate<>(peer, outbound, false, Bytes.EMPTY, connection), local, now);
  }

  private ConnectionRegistry<String> registry(final int places) {
    return new ConnectionRegistry<>(
        places, connection -> uses.getOrDefault(connection, Use.SILENT));
  }

  /** Comes in from that network, under a node id of its own. */
  private Admission<String> come(
      final ConnectionRegistry<String> target, final String connection, final Bytes network) {
    return target.admit(
        new Candidate<>(id(connection), false, false, network, connection), Bytes.EMPTY, now);
  }

  private static Bytes id(final String connection) {
    return Bytes.wrap(connection.getBytes(StandardCharsets.UTF_8));
  }

  private static Admission<String> admitted() {
    return new Admission.Admitted<>(Optional.empty(), Optional.empty());
  }

  private static Admission<String> inPlaceOf(final String silent) {
    return new Admission.Admitted<>(Optional.empty(), Optional.of(silent));
  }

  @Test
  void placesAreLimitedButTrustedDialsNeedNone() {
    assertThat(admit(LOW, Bytes.EMPTY, false, "a")).isEqualTo(admitted());
    admit(HIGH, Bytes.EMPTY, false, "b");

    assertThat(admit(THIRD, Bytes.EMPTY, false, "c")).isEqualTo(new Admission.Full<>(2));
    assertThat(
            registry.admit(new Candidate<>(THIRD, true, true, Bytes.EMPTY, "c"), Bytes.EMPTY, now))
        .isEqualTo(admitted());
    assertThat(registry.size()).isEqualTo(3);
  }

  @Test
  void ofTheSameDiallerTheOlderStays() {
    admit(LOW, HIGH, true, "a");

    assertThat(admit(LOW, HIGH, true, "b")).isEqualTo(new Admission.Duplicate<>());
    assertThat(registry.find(LOW)).contains("a");
  }

  @Test
  void ofCrossedDialsBothSidesKeepTheOneOfTheLowerId() {
    // This node is HIGH: the one that LOW dialled wins, whichever comes first.
    admit(LOW, HIGH, true, "own dial");
    assertThat(admit(LOW, HIGH, false, "its dial"))
        .isEqualTo(new Admission.Admitted<>(Optional.of("own dial"), Optional.empty()));
    assertThat(admit(LOW, HIGH, true, "own dial again")).isEqualTo(new Admission.Duplicate<>());

    // And seen from LOW.
    final ConnectionRegistry<String> other = registry(2);
    admit(other, HIGH, LOW, false, "its dial");
    assertThat(admit(other, HIGH, LOW, true, "own dial"))
        .isEqualTo(new Admission.Admitted<>(Optional.of("its dial"), Optional.empty()));
  }

  @Test
  void withoutALocalIdTheOlderStays() {
    admit(LOW, Bytes.EMPTY, true, "a");

    assertThat(admit(LOW, Bytes.EMPTY, false, "b")).isEqualTo(new Admission.Duplicate<>());
  }

  @Test
  void onlyTheLiveConnectionRemovesItsEntry() {
    admit(LOW, HIGH, true, "a");
    admit(LOW, HIGH, false, "b");

    assertThat(registry.remove(LOW, "a")).isFalse();
    assertThat(registry.find(LOW)).contains("b");
    assertThat(registry.remove(LOW, "b")).isTrue();
    assertThat(registry.size()).isZero();
  }

  @Test
  void aNewcomerTakesThePlaceOfTheOldestThatIsSilent() {
    come(registry, "a", Bytes.EMPTY);
    now++;
    come(registry, "b", Bytes.EMPTY);
    now += SILENT - 2;
    assertThat(come(registry, "c", Bytes.EMPTY)).isEqualTo(new Admission.Full<>(2));

    now++;
    assertThat(come(registry, "c", Bytes.EMPTY)).isEqualTo(inPlaceOf("a"));
    assertThat(come(registry, "d", Bytes.EMPTY)).isEqualTo(new Admission.Full<>(2));
    now++;
    assertThat(come(registry, "d", Bytes.EMPTY)).isEqualTo(inPlaceOf("b"));
    assertThat(registry.all()).containsExactly("c", "d");
  }

  @Test
  void whoReplaysOrVerifiesOrIsTrustedKeepsItsPlace() {
    final ConnectionRegistry<String> three = registry(3);
    three.admit(new Candidate<>(LOW, true, true, Bytes.EMPTY, "trusted"), Bytes.EMPTY, now);
    come(three, "follower", Bytes.EMPTY);
    come(three, "verifier", Bytes.EMPTY);
    uses.put("follower", Use.REPLAYS);
    uses.put("verifier", Use.VERIFIES);
    now += 1_000 * SILENT;

    assertThat(come(three, "newcomer", Bytes.EMPTY)).isEqualTo(new Admission.Full<>(3));
  }

  /** A replay costs a stranger one message, so that it alone must not be worth all places. */
  @Test
  void oneNetworkHasAQuarterOfThePlacesAndItsVerifiersBesides() {
    final ConnectionRegistry<String> nine = registry(9);
    uses.put("a", Use.REPLAYS);
    assertThat(come(nine, "a", NETWORK)).isEqualTo(admitted());
    assertThat(come(nine, "b", NETWORK)).isEqualTo(admitted());
    assertThat(come(nine, "c", NETWORK)).isEqualTo(new Admission.NetworkFull<>(2));
    assertThat(come(nine, "elsewhere", Bytes.of(1, 2, 3, 4))).isEqualTo(admitted());
    now += SILENT;

    assertThat(come(nine, "c", NETWORK)).isEqualTo(inPlaceOf("b"));
    uses.put("c", Use.VERIFIES);
    assertThat(come(nine, "d", NETWORK)).isEqualTo(admitted());
    assertThat(come(registry(1), "alone", NETWORK)).isEqualTo(admitted());
  }

  /** Strangers on many addresses who each ask for blocks once. */
  @Test
  void replaysKeepThreeQuartersOfThePlaces() {
    final ConnectionRegistry<String> eight = registry(8);
    for (int i = 0; i < 8; i++) {
      uses.put("stranger " + i, Use.REPLAYS);
      come(eight, "stranger " + i, Bytes.of(i));
    }
    now += SILENT - 1;
    assertThat(come(eight, "verifier", Bytes.of(9))).isEqualTo(new Admission.Full<>(8));
    now++;
    assertThat(come(eight, "verifier", Bytes.of(9))).isEqualTo(inPlaceOf("stranger 6"));
    uses.put("verifier", Use.VERIFIES);
    assertThat(come(eight, "other", Bytes.of(10))).isEqualTo(inPlaceOf("stranger 7"));
    uses.put("other", Use.REPLAYS);
    now += SILENT;
    assertThat(come(eight, "third", Bytes.of(11))).isEqualTo(inPlaceOf("other"));
    assertThat(eight.all()).contains("stranger 0", "stranger 5", "verifier", "third");
  }

  @Test
  void whoHasVerifiedBeforeComesInAtOnce() {
    final ConnectionRegistry<String> four = registry(4);
    come(four, "verifier", NETWORK);
    uses.put("verifier", Use.VERIFIES);
    assertThat(four.remove(id("verifier"), "verifier")).isTrue();
    uses.remove("verifier");
    four.admit(new Candidate<>(LOW, true, true, Bytes.EMPTY, "trusted"), Bytes.EMPTY, now);
    for (int i = 0; i < 3; i++) {
      uses.put("stranger " + i, Use.REPLAYS);
      come(four, "stranger " + i, i == 0 ? NETWORK : Bytes.EMPTY);
    }
    assertThat(come(four, "another", Bytes.EMPTY)).isEqualTo(new Admission.Full<>(4));
    assertThat(come(four, "verifier", NETWORK)).isEqualTo(inPlaceOf("stranger 2"));
    assertThat(four.all()).containsExactly("trusted", "stranger 0", "stranger 1", "verifier");
    now += SILENT;
    assertThat(come(four, "another", Bytes.EMPTY))
        .as("it has not authenticated again yet")
        .isEqualTo(new Admission.Full<>(4));
  }
}
