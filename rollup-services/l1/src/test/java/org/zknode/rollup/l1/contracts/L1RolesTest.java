/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.SyncStatus;
import org.zknode.rollup.testkit.FakeL1;

/** Keys that the contracts do not know are named, with both addresses and the option. */
class L1RolesTest {
  private static final Address SEQUENCER =
      Address.fromHex("0x0000000000000000000000000000000000000a11");
  private static final Address AGGREGATOR =
      Address.fromHex("0x0000000000000000000000000000000000000b22");
  private static final Address OTHER =
      Address.fromHex("0x0000000000000000000000000000000000000c33");
  private static final L1Config CONFIG =
      new L1Config(
          List.of(),
          31_337,
          Address.fromHex("0x00000000000000000000000000000000000000f1"),
          Address.fromHex("0x00000000000000000000000000000000000000f2"),
          Address.ZERO,
          1,
          0,
          L1Client.BlockTag.LATEST);

  private final FakeL1 l1 = new FakeL1();
  private final SyncStatus status = new SyncStatus();
  private final L1Roles roles =
      new L1Roles(l1, CONFIG, Optional.of(SEQUENCER), Optional.of(AGGREGATOR), status.status());

  @BeforeEach
  void rightKeys() {
    l1.setTrustedSequencer(SEQUENCER);
  }

  @Test
  void rightKeysFit() {
    assertThat(roles.mismatch()).isEmpty();
    roles.step();
    assertThat(roles.sequencerFits()).isTrue();
    assertThat(status.status().snapshot().reasons()).isEmpty();
  }

  @Test
  void aWrongSequencerKeyIsNamedWithTheOption() {
    l1.setTrustedSequencer(OTHER);
    assertThat(roles.mismatch().orElseThrow())
        .contains("--plugin-sequencer-key-file")
        .contains(SEQUENCER.toString(), OTHER.toString(), CONFIG.rollup().toString());
  }

  @Test
  void aWrongAggregatorKeyIsNamedWithTheOption() {
    l1.revokeAggregator(AGGREGATOR);
    assertThat(roles.mismatch().orElseThrow())
        .contains("--plugin-aggregator-key-file", "TRUSTED_AGGREGATOR_ROLE")
        .contains(AGGREGATOR.toString(), CONFIG.rollupManager().toString());
  }

  @Test
  void aRoleThatIsTakenAwayLaterStopsTheSequencerUntilItIsBack() {
    roles.step();
    l1.setTrustedSequencer(OTHER);
    roles.step();
    assertThat(roles.sequencerFits()).isFalse();
    assertThat(status.text(L1Roles.SEQUENCER_KEY)).contains(OTHER.toString());
    l1.failWith("down");
    assertThatThrownBy(roles::step).isInstanceOf(TemporaryException.class);
    assertThat(roles.sequencerFits()).as("as last known").isFalse();
    l1.heal();
    rightKeys();
    roles.step();
    assertThat(roles.sequencerFits()).isTrue();
    assertThat(status.status().snapshot().reasons()).isEmpty();
  }

  @Test
  void aNodeWithoutTheseRolesAsksNothing() {
    l1.failWith("nobody should ask");
    final L1Roles none =
        new L1Roles(l1, CONFIG, Optional.empty(), Optional.empty(), status.status());
    assertThat(none.mismatch()).isEmpty();
  }
}
