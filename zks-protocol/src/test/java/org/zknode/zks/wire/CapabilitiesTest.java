/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.zks.ZksDecodeException;

/** The version table (docs/spec/zks-wire.md, "Capabilities and versions" and "Message ids"). */
class CapabilitiesTest {
  @ParameterizedTest
  @CsvSource({"1,2,1", "2,2,2", "3,7,2", "4,7,3", "5,2,3"})
  void messageCountAndRecordFormat(final int version, final int messages, final int format) {
    final Capability zks = Capabilities.find(Capability.ZKS, version).orElseThrow();

    assertThat(zks.messageCount()).isEqualTo(messages);
    assertThat(zks.records().orElseThrow().version()).isEqualTo(format);
  }

  @Test
  void theRegistryIsInTheOrderOfDevp2p() {
    assertThat(Capabilities.all())
        .map(Capability::toString)
        .containsExactly("zks/1", "zks/2", "zks/3", "zks/4", "zks/5", "zks_2fa/1");
    assertThat(Capabilities.DEFAULT_OFFER)
        .map(Capability::toString)
        .containsExactly("zks/3", "zks/4", "zks/5", "zks_2fa/1");
  }

  @ParameterizedTest
  @CsvSource({"3", "4"})
  void verifierMessagesAreInlineInVersions3And4(final int version) throws ZksDecodeException {
    final Capability zks = Capabilities.find(Capability.ZKS, version).orElseThrow();
    final List<VerifierMessage> messages =
        List.of(
            new VerifierRoleRequest(),
            new VerifierChallenge(Bytes32.repeat((byte) 0x11)),
            new VerifierAuth(Bytes.repeat((byte) 7, 65)),
            new VerifyBatch(41, 7, 100, 120, 0, Bytes.of(1), Bytes.of(2), 31),
            new VerifyBatchResult(
                41, 7, new VerifyBatchResult.Approved(Bytes.repeat((byte) 9, 65))));

    for (int i = 0; i < messages.size(); i++) {
      assertThat(zks.id(messages.get(i).type())).isEqualTo(2 + i);
      assertThat(zks.decode(2 + i, messages.get(i).encode())).isEqualTo(messages.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "5"})
  void otherVersionsRefuseVerifierMessageIds(final int version) {
    final Capability zks = Capabilities.find(Capability.ZKS, version).orElseThrow();

    for (int id = 2; id <= 6; id++) {
      final int code = id;
      assertThatThrownBy(() -> zks.decode(code, Bytes.of(0xc0)))
          .isInstanceOf(ZksDecodeException.class)
          .hasMessageContaining("unrecognized zks message id");
    }
    assertThat(zks.carries(MessageType.VERIFIER_AUTH)).isFalse();
  }

  @Test
  void versionsAsPeopleWriteThem() {
    assertThat(Capabilities.parse("5")).contains(Capabilities.ZKS_5);
    assertThat(Capabilities.parse(" ZKS/5 ")).contains(Capabilities.ZKS_5);
    assertThat(Capabilities.parse("zks_2fa/1")).contains(Capabilities.ZKS_2FA_1);
    assertThat(Capabilities.parse("6")).isEmpty();
    assertThat(Capabilities.parse("0")).isEmpty();
    assertThat(Capabilities.parse("zks_2fa/2")).isEmpty();
    assertThat(Capabilities.parse("")).isEmpty();
  }
}
