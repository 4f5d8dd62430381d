/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.Goldens;
import org.zknode.zks.wire.VerifyBatchResult.Approved;
import org.zknode.zks.wire.VerifyBatchResult.Refused;

class CapabilityTest {
  private static final Capability ZKS = Capabilities.ZKS_5;
  private static final Capability TWO_FA = Capabilities.ZKS_2FA_1;

  private static Bytes text(final String text) {
    return Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Spec zks-wire 7.4: frame body with the capability-relative id in front. */
  static Stream<Arguments> vectors() {
    return Stream.of(
        arguments(ZKS, new GetBlockReplays(42, List.of(), OptionalLong.empty()), "00c22ac0"),
        arguments(ZKS, GetBlockReplays.from(1, 64), "00c301c040"),
        arguments(
            ZKS,
            new GetBlockReplays(
                42, List.of(new RecordOverride(42, text("key"))), OptionalLong.of(64)),
            "00c92ac6c52a836b657940"),
        arguments(ZKS, new BlockReplays(List.of()), "01c1c0"),
        arguments(ZKS, new BlockReplays(List.of(Goldens.encoded(0))), "01c3c2c105"),
        arguments(
            ZKS,
            new BlockReplays(List.of(Goldens.encoded(3))),
            "01f9035bf90358" + Goldens.encoded(3).toUnprefixedHexString()),
        arguments(TWO_FA, new VerifierRoleRequest(), "00c0"),
        arguments(
            TWO_FA, new VerifierChallenge(Bytes32.repeat((byte) 0x11)), "01e1a0" + "11".repeat(32)),
        arguments(
            TWO_FA, new VerifierAuth(Bytes.repeat((byte) 7, 65)), "02f843b841" + "07".repeat(65)),
        arguments(
            TWO_FA,
            new VerifyBatch(41, 7, 100, 120, 0, text("commit"), text("prev"), 31),
            "03d2290764788086636f6d6d697484707265761f"),
        arguments(
            TWO_FA,
            new VerifyBatchResult(41, 7, new Approved(Bytes.repeat((byte) 9, 65))),
            "04290780b841" + "09".repeat(65)),
        arguments(
            TWO_FA,
            new VerifyBatchResult(41, 7, new Refused("Batch data mismatch")),
            "042907019342617463682064617461206d69736d61746368"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void encodesAsTheVector(
      final Capability capability, final ZksMessage message, final String frame) {
    assertThat(capability.id(message.type())).isEqualTo(Bytes.fromHexString(frame).get(0));
    assertThat(message.encode().toUnprefixedHexString()).isEqualTo(frame.substring(2));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void decodesTheVector(final Capability capability, final ZksMessage message, final String frame)
      throws ZksDecodeException {
    final Bytes bytes = Bytes.fromHexString(frame);

    assertThat(capability.decode(bytes.get(0), bytes.slice(1))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void ignoresBytesAfterTheMessage(
      final Capability capability, final ZksMessage message, final String frame)
      throws ZksDecodeException {
    final Bytes bytes = Bytes.fromHexString(frame + "deadbeef");

    assertThat(capability.decode(bytes.get(0), bytes.slice(1))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyTruncationIsRefused(
      final Capability capability, final ZksMessage message, final String frame) {
    final Bytes bytes = Bytes.fromHexString(frame);

    for (int end = 1; end < bytes.size(); end++) {
      final Bytes cut = bytes.slice(1, end - 1);
      assertThatThrownBy(() -> capability.decode(bytes.get(0), cut))
          .isInstanceOf(ZksDecodeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyByteFlipDecodesOrIsRefused(
      final Capability capability, final ZksMessage message, final String frame) {
    final byte[] body = Bytes.fromHexString(frame).slice(1).toArray();

    for (int i = 0; i < body.length; i++) {
      for (int mask = 1; mask < 256; mask++) {
        body[i] ^= (byte) mask;
        decodesOrIsRefused(capability, frame, Bytes.wrap(body.clone()));
        body[i] ^= (byte) mask;
      }
    }
  }

  private static void decodesOrIsRefused(
      final Capability capability, final String frame, final Bytes body) {
    try {
      assertThat(capability.decode(Bytes.fromHexString(frame).get(0), body)).isNotNull();
    } catch (final ZksDecodeException refusal) {
      assertThat(refusal).hasMessageContaining(":");
    }
  }

  /** Spec zks-wire 1.3: in zks/5 the ids of the retired verifier messages are unknown. */
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
