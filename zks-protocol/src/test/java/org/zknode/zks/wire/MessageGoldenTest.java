/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.zks.DecodeBound;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.wire.MessageGoldens.Golden;

/** What was once on the wire, in both directions, whole and broken. */
class MessageGoldenTest {
  static List<Golden> goldens() {
    return MessageGoldens.all();
  }

  private static ZksMessage decode(final Golden golden, final Bytes body)
      throws ZksDecodeException {
    return DecodeBound.decode(body, bytes -> golden.capability().decode(golden.code(), bytes));
  }

  @Test
  void everyMessageOfEveryVersionHasAGolden() {
    for (final Capability capability : Capabilities.all()) {
      assertThat(
              goldens().stream()
                  .filter(golden -> golden.capability().equals(capability))
                  .map(golden -> golden.message().type())
                  .collect(Collectors.toSet()))
          .as("%s", capability)
          .containsExactlyInAnyOrderElementsOf(capability.messages());
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void encodesAsTheGolden(final Golden golden) {
    assertThat(golden.capability().id(golden.message().type())).isEqualTo(golden.code());
    assertThat(golden.message().encode()).isEqualTo(golden.body());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void decodesTheGolden(final Golden golden) throws ZksDecodeException {
    assertThat(decode(golden, golden.body())).isEqualTo(golden.message());
  }

  /** The record of a golden message is one of its capability's format; v0 travels in tests only. */
  @ParameterizedTest
  @MethodSource("goldens")
  void recordsHaveTheFormatOfTheirCapability(final Golden golden) throws ZksDecodeException {
    if (golden.message() instanceof BlockReplays replays && !golden.name().equals("replays-v0")) {
      final RecordFormat format = golden.capability().records().orElseThrow();
      for (final Bytes encoded : replays.records()) {
        assertThat(format.encode(format.decode(encoded))).isEqualTo(encoded);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void ignoresBytesAfterTheMessage(final Golden golden) throws ZksDecodeException {
    final Bytes longer = Bytes.concatenate(golden.body(), Bytes.fromHexString("deadbeef"));

    assertThat(decode(golden, longer)).isEqualTo(golden.message());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void everyTruncationIsRefused(final Golden golden) {
    for (int size = 0; size < golden.body().size(); size++) {
      final Bytes cut = golden.body().slice(0, size);
      assertThatThrownBy(() -> decode(golden, cut)).isInstanceOf(ZksDecodeException.class);
    }
  }

  /** All 255 other values of each byte. */
  @ParameterizedTest
  @MethodSource("goldens")
  void everyChangedByteDecodesOrIsRefused(final Golden golden) {
    final byte[] body = golden.body().toArray();
    for (int i = 0; i < body.length; i++) {
      for (int mask = 1; mask < 256; mask++) {
        body[i] ^= (byte) mask;
        try {
          assertThat(decode(golden, Bytes.wrap(body.clone()))).isNotNull();
        } catch (final ZksDecodeException refusal) {
          assertThat(refusal).hasMessageContaining(":");
        }
        body[i] ^= (byte) mask;
      }
    }
  }
}
