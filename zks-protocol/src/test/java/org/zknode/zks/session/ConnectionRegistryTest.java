/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.session.ConnectionRegistry.Admission;
import org.zknode.zks.session.ConnectionRegistry.Candidate;
import org.zknode.zks.session.ConnectionRegistry.Superfluous;
import org.zknode.zks.session.ConnectionRegistry.Use;

class ConnectionRegistryTest {
  private static final Bytes LOW = Bytes.repeat((byte) 1, 64);
  private static final Bytes HIGH = Bytes.repeat((byte) 2, 64);
  private static final Bytes THIRD = Bytes.repeat((byte) 3, 64);

  private static final Bytes NETWORK = Bytes.of(192, 0, 2, 1);
  private static final long SILENT = Limit.SILENT_SECONDS.nanos();
  private static final long SETTLED = PeerConnections.SETTLED_NANOS;

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
    return new Admission.Admitted<>(List.of());
  }

  private static Admission<String> inPlaceOf(final String silent) {
    return new Admission.Admitted<>(List.of(silent));
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

  private static Superfluous<String> closed(final String connection) {
    return new Superfluous<>(connection, Optional.empty());
  }

  private static Superfluous<String> closed(final String connection, final String successor) {
    return new Superfluous<>(connection, Optional.of(successor));
  }

  @Test
  void ofItsOwnDialsANodeClosesTheYounger() {
    admit(LOW, HIGH, true, "a");
    assertThat(admit(LOW, HIGH, true, "b")).isEqualTo(new Admission.Spare<>());
    assertThat(registry.settle(now + SETTLED - 1)).isEmpty();

    assertThat(registry.settle(now + SETTLED)).containsExactly(closed("b"));
    assertThat(registry.find(LOW)).contains("a");
    assertThat(registry.settle(now + SILENT)).isEmpty();
  }

  /** It knows their order, this node does not; a dialler that lost the first says nothing. */
  @Test
  void ofDialsOfTheOtherSideTheOlderGoesWhenThatSideClosesNone() {
    admit(LOW, HIGH, false, "a");
    assertThat(admit(LOW, HIGH, false, "b")).isEqualTo(new Admission.Spare<>());
    assertThat(registry.settle(now + SILENT - 1)).isEmpty();
    assertThat(registry.find(LOW)).contains("a");

    assertThat(registry.settle(now + SILENT)).containsExactly(closed("a", "b"));
    assertThat(registry.find(LOW)).contains("b");
  }

  @Test
  void ofCrossedDialsBothSidesCloseTheOneOfTheHigherId() {
    // This node is HIGH: the one that LOW dialled stays, whichever comes first.
    admit(LOW, HIGH, true, "own dial");
    assertThat(admit(LOW, HIGH, false, "its dial")).isEqualTo(new Admission.Spare<>());
    assertThat(admit(LOW, HIGH, true, "own dial again")).isEqualTo(new Admission.Duplicate<>());
    assertThat(registry.settle(now + SETTLED - 1)).isEmpty();
    assertThat(registry.settle(now + SETTLED)).containsExactly(closed("own dial", "its dial"));

    // And seen from LOW.
    final ConnectionRegistry<String> other = registry(2);
    admit(other, HIGH, LOW, true, "own dial");
    admit(other, HIGH, LOW, false, "its dial");
    assertThat(other.settle(now + SETTLED)).containsExactly(closed("its dial"));
    assertThat(other.find(HIGH)).contains("own dial");
  }

  @Test
  void theSpareTakesOverWhenTheOneInUseIsGone() {
    admit(LOW, HIGH, true, "a");
    admit(LOW, HIGH, false, "b");

    assertThat(registry.remove(LOW, "c")).isEmpty();
    assertThat(registry.remove(LOW, "a")).contains("b");
    assertThat(registry.find(LOW)).contains("b");
    assertThat(registry.remove(LOW, "a")).isEmpty();
    assertThat(admit(LOW, HIGH, true, "a again")).isEqualTo(new Admission.Spare<>());
    assertThat(registry.remove(LOW, "a again")).isEmpty();
    assertThat(registry.settle(now + SILENT)).isEmpty();
    assertThat(registry.remove(LOW, "b")).isEmpty();
    assertThat(registry.size()).isZero();
  }

  @Test
  void withoutALocalIdNoneOfCrossedDialsIsClosed() {
    admit(LOW, Bytes.EMPTY, true, "a");
    admit(LOW, Bytes.EMPTY, false, "b");

    assertThat(registry.settle(now + SILENT)).isEmpty();
    assertThat(registry.find(LOW)).contains("a");
  }

  /** Else strangers would have twice the places. */
  @Test
  void strangersHaveFewSpareConnectionsATrustedPeerHasItsOwn() {
    final ConnectionRegistry<String> sixteen = registry(16);
    for (int peer = 0; peer < 3; peer++) {
      admit(sixteen, Bytes.of(peer), HIGH, false, "first of " + peer);
    }
    assertThat(admit(sixteen, Bytes.of(0), HIGH, false, "a")).isEqualTo(new Admission.Spare<>());
    assertThat(admit(sixteen, Bytes.of(1), HIGH, false, "b")).isEqualTo(new Admission.Spare<>());
    assertThat(admit(sixteen, Bytes.of(2), HIGH, false, "c"))
        .isEqualTo(new Admission.Duplicate<>());
    for (final String dial : List.of("trusted", "again")) {
      sixteen.admit(new Candidate<>(LOW, true, true, Bytes.EMPTY, dial), HIGH, now);
    }
    assertThat(sixteen.settle(now + SETTLED)).containsExactly(closed("again"));
    assertThat(sixteen.size()).isEqualTo(4);
  }

  @Test
  void whoLeavesItsPlaceLeavesItWithItsSpare() {
    final ConnectionRegistry<String> one = registry(1);
    admit(one, LOW, HIGH, false, "a");
    now += SILENT - 1;
    admit(one, LOW, HIGH, false, "b");
    assertThat(one.remove(LOW, "a")).contains("b");
    admit(one, LOW, HIGH, false, "c");
    now++;

    assertThat(admit(one, THIRD, HIGH, false, "newcomer"))
        .as("another connection makes its place no younger")
        .isEqualTo(new Admission.Admitted<>(List.of("b", "c")));
    assertThat(one.all()).containsExactly("newcomer");
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
    four.remove(id("verifier"), "verifier");
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
