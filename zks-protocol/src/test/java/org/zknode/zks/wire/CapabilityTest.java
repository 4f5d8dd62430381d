/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.Goldens;
import org.zknode.zks.wire.VerifyBatchResult.Refused;

class CapabilityTest {
  private static final Capability ZKS = Capabilities.ZKS_5;
  private static final Capability TWO_FA = Capabilities.ZKS_2FA_1;

  /**
   * In zks/5 the ids of the retired verifier messages are unknown (docs/spec/zks-wire.md, "Message
   * ids").
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 255, -1})
  void zks5RefusesRetiredMessageIds(final int code) {
    assertThatThrownBy(() -> ZKS.decode(code, Bytes.of(0xc0)))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessageContaining("unrecognized zks message id");
  }

  @Test
  void twoFaRefusesUnknownMessageIds() {
    assertThatThrownBy(() -> TWO_FA.decode(5, Bytes.of(0xc0)))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessageContaining("unrecognized zks_2fa message id");
  }

  @Test
  void messageSpaces() {
    assertThat(ZKS.messageCount()).isEqualTo(2);
    assertThat(TWO_FA.messageCount()).isEqualTo(5);
    assertThat(Capabilities.find("zks", 5)).contains(ZKS);
    assertThat(Capabilities.find("zks", 6)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c42ac04001", // a fourth item
        "c32ac100", // not a list of overrides
        "c2c0c0", // not a number
        "c382002ac0", // leading zero
        "c3812ac0", // long form of a small number
        "cc2ac98989898989898989898989", // nonsense
        "80"
      })
  void malformedRequestsAreRefused(final String body) {
    assertThatThrownBy(() -> ZKS.decode(0, Bytes.fromHexString(body)))
        .isInstanceOf(ZksDecodeException.class);
  }

  @Test
  void maxBlocksZeroIsAbsent() throws ZksDecodeException {
    final GetBlockReplays request =
        (GetBlockReplays) ZKS.decode(0, Bytes.fromHexString("c32ac080"));

    assertThat(request.maxBlocksPerMessage()).isEmpty();
    assertThat(request.effectiveMaxBlocks()).isEqualTo(1);
  }

  @Test
  void maxBlocksIsCut() {
    assertThat(GetBlockReplays.from(1, 0).effectiveMaxBlocks()).isEqualTo(1);
    assertThat(GetBlockReplays.from(1, 1000).effectiveMaxBlocks()).isEqualTo(64);
    assertThat(
            new GetBlockReplays(1, List.of(), OptionalLong.of(Long.MIN_VALUE)).effectiveMaxBlocks())
        .isEqualTo(64);
  }

  @Test
  void moreThan64RecordsAreRefused() throws ZksDecodeException {
    final Bytes full =
        new BlockReplays(java.util.Collections.nCopies(64, Goldens.encoded(0))).encode();
    final Bytes over =
        new BlockReplays(java.util.Collections.nCopies(65, Goldens.encoded(0))).encode();

    assertThat(((BlockReplays) ZKS.decode(1, full)).records()).hasSize(64);
    assertThatThrownBy(() -> ZKS.decode(1, over))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessageContaining("more than 64 records");
  }

  @Test
  void longRefusalsAreCutBetweenCharacters() throws ZksDecodeException {
    final String reason = "x" + "é".repeat(200);

    final VerifyBatchResult received =
        (VerifyBatchResult)
            TWO_FA.decode(4, new VerifyBatchResult(1, 2, new Refused(reason)).encode());

    assertThat(received.verdict()).isEqualTo(new Refused("x" + "é".repeat(127)));
  }

  @Test
  void otherVerdictsAndBadTextAreRefused() {
    assertThatThrownBy(() -> TWO_FA.decode(4, Bytes.fromHexString("29070280")))
        .hasMessageContaining("invalid verify batch result tag");
    assertThatThrownBy(() -> TWO_FA.decode(4, Bytes.fromHexString("29070181ff")))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void oversizedVerifierMessagesAreRefused() {
    final Bytes body = new VerifierAuth(Bytes.wrap(new byte[20_000])).encode();

    assertThatThrownBy(() -> TWO_FA.decode(2, body))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessageContaining("at most 16384");
  }
}
