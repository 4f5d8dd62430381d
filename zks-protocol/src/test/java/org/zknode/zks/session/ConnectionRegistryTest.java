/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.zks.session.ConnectionRegistry.Admission;

class ConnectionRegistryTest {
  private static final Bytes LOW = Bytes.repeat((byte) 1, 64);
  private static final Bytes HIGH = Bytes.repeat((byte) 2, 64);
  private static final Bytes THIRD = Bytes.repeat((byte) 3, 64);

  private final ConnectionRegistry<String> registry = new ConnectionRegistry<>(2);

  private Admission<String> admit(
      final Bytes peer, final Bytes local, final boolean outbound, final String connection) {
    return registry.admit(peer, local, outbound, false, connection);
  }

  @Test
  void placesAreLimitedButTrustedDialsNeedNone() {
    assertThat(admit(LOW, Bytes.EMPTY, false, "a"))
        .isEqualTo(new Admission.Admitted<>(Optional.empty()));
    admit(HIGH, Bytes.EMPTY, false, "b");

    assertThat(admit(THIRD, Bytes.EMPTY, false, "c")).isEqualTo(new Admission.Full<>(2));
    assertThat(registry.admit(THIRD, Bytes.EMPTY, true, true, "c"))
        .isEqualTo(new Admission.Admitted<>(Optional.empty()));
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
        .isEqualTo(new Admission.Admitted<>(Optional.of("own dial")));
    assertThat(admit(LOW, HIGH, true, "own dial again")).isEqualTo(new Admission.Duplicate<>());

    // And seen from LOW.
    final ConnectionRegistry<String> other = new ConnectionRegistry<>(2);
    other.admit(HIGH, LOW, false, false, "its dial");
    assertThat(other.admit(HIGH, LOW, true, false, "own dial"))
        .isEqualTo(new Admission.Admitted<>(Optional.of("its dial")));
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
}
