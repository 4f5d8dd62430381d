/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.testkit.TestTransactions;

/** What a forced batch's data and L1 block say about its block. */
class ForcedDerivationTest {
  private static final Address COINBASE =
      Address.fromHex("0x00000000000000000000000000000000000000c0");
  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, COINBASE, 30_000_000);
  private static final L2Block PARENT =
      new L2Block(
          9,
          Bytes32.repeat((byte) 9),
          Bytes32.ZERO,
          Bytes32.ZERO,
          1_000,
          COINBASE,
          30_000_000,
          0,
          UInt256.ZERO,
          List.of());
  private static final Bytes LEGACY = transfer(TransactionType.LEGACY, 0);
  private static final Bytes TYPED = transfer(TransactionType.DYNAMIC_FEE, 1);

  private static Bytes transfer(final TransactionType type, final long nonce) {
    return TestTransactions.transfer(type, TestTransactions.key(1), nonce, COINBASE).raw();
  }

  private static ForcedDerivation derive(final Bytes data, final long timestamp) {
    return ForcedDerivation.of(
        data,
        new ForcedInput(1, Bytes32.repeat((byte) 1), timestamp, Bytes32.repeat((byte) 2)),
        PARENT,
        CHAIN);
  }

  @ParameterizedTest
  @CsvSource({"1500, 1500", "1001, 1001", "1000, 1001", "999, 1001", "1, 1001"})
  void theTimestampIsTheForcedOneUnlessTheChainIsLaterAlready(
      final long forced, final long expected) {
    assertThat(derive(Bytes.EMPTY, forced).input().attributes())
        .isEqualTo(
            new BlockAttributes(
                10, PARENT.hash(), expected, COINBASE, 30_000_000, 0, Bytes32.ZERO));
  }

  @Test
  void theDataIsTransactionsOnly() throws Exception {
    final Bytes data = BatchCodec.encodeForced(List.of(LEGACY, TYPED));
    final ForcedDerivation derived = derive(data, 1_500);
    assertThat(derived.input().transactions()).containsExactly(LEGACY, TYPED);
    assertThat(derived.malformed()).isEmpty();
    // It is what follows the 9 bytes of a block header in an ordinary batch.
    assertThat(BatchCodec.encode(List.of(new BatchBlock(1, 0, List.of(LEGACY, TYPED)))).slice(9))
        .isEqualTo(data);
    assertThat(BatchCodec.decodeForced(Bytes.EMPTY)).isEmpty();
    assertThat(derive(Bytes.EMPTY, 1_500).malformed()).isEmpty();
  }

  @Test
  void anOrdinaryBatchIsNoForcedBatch() {
    final Bytes ordinary = BatchCodec.encode(List.of(new BatchBlock(1, 0, List.of(LEGACY))));
    assertThatThrownBy(() -> BatchCodec.decodeForced(ordinary))
        .isInstanceOf(BatchDecodeException.class)
        .hasMessageContaining("0x0b");
    assertThat(derive(ordinary, 1_500).malformed()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x00", "0xc0", "0x7f", "0xf8ff", "0x02c0", "0xbf"})
  void oneMalformedTransactionVoidsAllOfThem(final String tail) {
    final Bytes data =
        Bytes.concatenate(BatchCodec.encodeForced(List.of(LEGACY)), Bytes.fromHexString(tail));
    final ForcedDerivation derived = derive(data, 1_500);
    assertThat(derived.input().transactions()).isEmpty();
    assertThat(derived.malformed()).isPresent();
    assertThat(derived.input().attributes().timestamp()).isEqualTo(1_500);
  }
}
