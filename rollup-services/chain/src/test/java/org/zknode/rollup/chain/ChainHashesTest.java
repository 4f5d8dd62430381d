/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;

/**
 * Expected values come from a separate implementation of keccak and sha256 over
 * docs/spec/hashes.md.
 */
class ChainHashesTest {
  private static final Bytes BATCH = Bytes.fromHexString("0x0b0000007b000001c80b0000031500018af8");
  private static final Address COINBASE =
      Address.fromHex("0x0303030303030303030303030303030303030303");

  static Bytes32 repeat(final int value) {
    return Bytes32.repeat((byte) value);
  }

  @Test
  void accumulatedInputHashOfANormalAndOfAForcedBatch() {
    assertThat(AccInputHash.next(repeat(1), BATCH, repeat(2), 1_700_000_000L, COINBASE))
        .isEqualTo(
            Bytes32.fromHexString(
                "0xfc2616f1bab3278378d0abccab0e206dc484c7851c19ff9a64adb64a5f7cf783"));
    assertThat(
            AccInputHash.nextForced(
                repeat(1), BATCH, repeat(2), 1_700_000_000L, COINBASE, repeat(4)))
        .isEqualTo(
            Bytes32.fromHexString(
                "0x267928f41a736be2f6b6c7f78426539ed4264f0a653fbdcd901318772ee29b17"));
  }

  private static SnarkInput snarkInput(final long finalNewBatch) {
    return new SnarkInput(
        COINBASE,
        repeat(0x11),
        repeat(0x12),
        7,
        1001,
        8,
        repeat(0x13),
        repeat(0x14),
        Bytes32.ZERO,
        finalNewBatch);
  }

  @Test
  void snarkInputIs212Bytes() {
    assertThat(snarkInput(9).bytes())
        .isEqualTo(
            Bytes.fromHexString(
                "0x"
                    + "03".repeat(20)
                    + "11".repeat(32)
                    + "12".repeat(32)
                    + "0000000000000007"
                    + "00000000000003e9"
                    + "0000000000000008"
                    + "13".repeat(32)
                    + "14".repeat(32)
                    + "00".repeat(32)
                    + "0000000000000009"));
    assertThat(snarkInput(9).bytes().size()).isEqualTo(212);
  }

  @Test
  void publicSignalIsReducedModuloTheField() {
    assertThat(snarkInput(9).publicSignal())
        .isEqualTo("1180894297791266078609067226842542297085162101246428883193456086999519156981");
    assertThat(snarkInput(10).publicSignal())
        .isEqualTo("6306729215695516870808063781134304169847147754128974143972890556934341568319");
  }
}
