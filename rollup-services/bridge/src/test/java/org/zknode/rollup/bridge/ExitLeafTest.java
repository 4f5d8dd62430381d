/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;

class ExitLeafTest {
  private static final Address TOKEN =
      Address.fromHex("0x1111111111111111111111111111111111111111");
  private static final Address USER = Address.fromHex("0x2222222222222222222222222222222222222222");

  private static ExitLeaf leaf(final LeafType type, final long network, final BigInteger amount) {
    return new ExitLeaf(type, network, TOKEN, 2, USER, amount, Bytes.fromHexString("0xabcd"));
  }

  /** Written out as the packed bytes, which the contracts hash. */
  @Test
  void theHashIsThatOfThePackedFields() {
    final Bytes packed =
        Bytes.concatenate(
            Bytes.fromHexString(
                "0x01" // message
                    + "00000001"
                    + "1111111111111111111111111111111111111111"
                    + "00000002"
                    + "2222222222222222222222222222222222222222"
                    + "0000000000000000000000000000000000000000000000000000000000000100"),
            Keccak256.hash(Bytes.fromHexString("0xabcd")));
    assertThat(packed.size()).isEqualTo(113);
    assertThat(leaf(LeafType.MESSAGE, 1, BigInteger.valueOf(256)).hash())
        .isEqualTo(Keccak256.hash(packed));
  }

  @Test
  void everyFieldCounts() {
    final Bytes32 hash = leaf(LeafType.ASSET, 1, BigInteger.ONE).hash();
    assertThat(leaf(LeafType.MESSAGE, 1, BigInteger.ONE).hash()).isNotEqualTo(hash);
    assertThat(leaf(LeafType.ASSET, 2, BigInteger.ONE).hash()).isNotEqualTo(hash);
    assertThat(leaf(LeafType.ASSET, 1, BigInteger.TWO).hash()).isNotEqualTo(hash);
  }

  @Test
  void theLargestValuesFit() {
    final BigInteger max = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    assertThat(leaf(LeafType.ASSET, ExitLeaf.MAX_NETWORK, max).hash()).isNotNull();
  }

  @Test
  void whatNoContractCanSayIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> leaf(LeafType.ASSET, -1, BigInteger.ONE))
        .withMessage("origin network is a uint32, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> leaf(LeafType.ASSET, 1, BigInteger.ONE.shiftLeft(256)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> leaf(LeafType.ASSET, 1, BigInteger.ONE.negate()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeafType.of(2))
        .withMessage("leaf type 2 is neither 0 (asset) nor 1 (message)");
  }
}
