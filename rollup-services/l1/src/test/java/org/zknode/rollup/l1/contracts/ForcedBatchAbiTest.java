/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calldata of strangers: what the contract reads is what counts. */
class ForcedBatchAbiTest {
  private static final Bytes DATA = Bytes.fromHexString("0xdecaf0");
  private static final Bytes SELECTOR = ForcedBatchAbi.FORCE_BATCH_SELECTOR;

  private static Bytes word(final long value) {
    return Bytes.wrap(Bytes.wrap(new byte[24]), Bytes.ofUnsignedLong(value));
  }

  private static Bytes call(final Bytes... words) {
    return Bytes.concatenate(SELECTOR, Bytes.concatenate(words));
  }

  static Stream<Bytes> taken() {
    final Bytes padding = Bytes.wrap(new byte[29]);
    return Stream.of(
        ForcedBatchAbi.forceBatch(DATA, BigInteger.TEN),
        call(word(64), word(10), word(3), DATA),
        call(word(64), word(10), word(3), DATA, Bytes.repeat((byte) 1, 29)),
        call(word(96), word(10), word(7), word(3), DATA, padding),
        // The fee is the length at the same time.
        call(word(32), word(3), DATA, padding),
        call(word(64), word(10), word(3), DATA, padding, Bytes.of(1, 2, 3)));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void isReadAsTheContractReadsIt(final Bytes calldata) {
    assertThat(ForcedBatchAbi.decodeForceBatch(calldata)).isEqualTo(DATA);
  }

  static Stream<Bytes> refused() {
    return Stream.of(
        Bytes.EMPTY,
        SELECTOR,
        Bytes.of(1, 2, 3, 4),
        call(word(64), word(10), word(4), DATA),
        call(word(64), word(10)),
        call(word(1L << 40), word(10), word(3), DATA),
        call(Bytes.repeat((byte) 0xff, 32), word(10), word(3), DATA),
        call(word(64), word(10), Bytes.repeat((byte) 0xff, 32), DATA));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatTheContractRefusesIsNoCall(final Bytes calldata) {
    assertThatThrownBy(() -> ForcedBatchAbi.decodeForceBatch(calldata))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
