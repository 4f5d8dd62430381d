/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GlobalIndexTest {
  private static final long UINT32 = 0xffff_ffffL;

  @Property
  void whatIsEncodedIsDecoded(
      @ForAll @LongRange(max = UINT32) final long network,
      @ForAll @LongRange(max = UINT32) final long count) {
    final GlobalIndex index = GlobalIndex.of(network, count);
    assertThat(index.network()).isEqualTo(network);
    assertThat(index.leafIndex()).isEqualTo(count);
    assertThat(GlobalIndex.decode(index.encode())).isEqualTo(index);
  }

  @Test
  void bitsStandWhereTheContractReadsThem() {
    assertThat(GlobalIndex.of(0, 7).encode()).isEqualTo(new BigInteger("18446744073709551623"));
    assertThat(GlobalIndex.of(1, 7).encode()).isEqualTo(BigInteger.valueOf(7));
    assertThat(GlobalIndex.of(3, 1).encode()).isEqualTo(BigInteger.valueOf(0x2_0000_0001L));
  }

  /** The contract takes such a claim, so whoever reads its event must take it too. */
  @Test
  void bitsWithoutAMeaningAreIgnored() {
    final BigInteger high = BigInteger.ONE.shiftLeft(200);
    assertThat(GlobalIndex.decode(GlobalIndex.of(3, 1).encode().or(high)))
        .isEqualTo(GlobalIndex.of(3, 1));
    assertThat(GlobalIndex.decode(GlobalIndex.of(0, 5).encode().setBit(40)))
        .isEqualTo(GlobalIndex.of(0, 5));
  }

  @Test
  void whatIsNoUint32IsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new GlobalIndex(false, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new GlobalIndex(false, UINT32 + 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GlobalIndex.of(0, UINT32 + 1))
        .withMessageContaining("4294967296");
  }
}
