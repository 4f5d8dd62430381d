/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.l1.transactions.TransactionSize;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.testkit.TestTransactions;

/** L1's nodes look at the signed transaction, not at its calldata. */
class SequenceBuilderTest {
  /** What the clients take. */
  private static final int LIMIT = 131_072;

  private final SequenceBuilder builder = new SequenceBuilder(Address.ZERO, 120_000);

  private Sequence longest(final int... sizes) {
    final List<Batch> batches =
        IntStream.range(0, sizes.length).mapToObj(i -> batch(i + 1, sizes[i])).toList();
    return builder.longest(batches, batch -> 1, 1).orElseThrow();
  }

  private static Batch batch(final long number, final int bytes) {
    return new Batch(
        number,
        number,
        number,
        Bytes.repeat((byte) 1, bytes),
        Bytes32.ZERO,
        true,
        true,
        Optional.empty());
  }

  /** With a late nonce and fees of a bad day. */
  private static int signed(final Sequence sequence) {
    return TransactionSigner.sign(
            new TransactionSigner.Unsigned(
                TransactionType.DYNAMIC_FEE,
                Long.MAX_VALUE / 4,
                Long.MAX_VALUE,
                BigInteger.TWO.pow(95),
                BigInteger.TWO.pow(95),
                Long.MAX_VALUE,
                Optional.of(Address.fromHex("0x00000000000000000000000000000000000000a2")),
                BigInteger.ZERO,
                sequence.calldata()),
            TestTransactions.key(1))
        .raw()
        .size();
  }

  @Test
  void twoBatchesWhoseSignedTransactionIsTooLargeGoApart() {
    // Calldata of 131,012 bytes, signed 131,130.
    assertThat(longest(65_216, 65_248).last()).isEqualTo(1);
    assertThat(longest(65_216, 65_000).last()).isEqualTo(2);
  }

  /** Calldata grows in words of 32 bytes. */
  @Test
  void theLargestSequenceThatFitsIsJustBelowTheLimit() {
    int second = 60_000;
    while (longest(65_216, second + 32).last() == 2) {
      second += 32;
    }
    final Sequence largest = longest(65_216, second);
    assertThat(signed(largest)).isLessThanOrEqualTo(LIMIT).isGreaterThan(LIMIT - 64);
    assertThat(TransactionSize.most(largest.calldata().size()))
        .isBetween(signed(largest), signed(largest) + 16);
  }

  @ParameterizedTest
  @ValueSource(ints = {130_600, 131_072, 200_000})
  void batchesThatCanNeverGoToL1AreRefusedAtTheStart(final int maxBatchBytes) {
    assertThatThrownBy(() -> new SequenceBuilder(Address.ZERO, maxBatchBytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("L1 nodes take 131072")
        .hasMessageContaining("--plugin-sequencer-max-batch-bytes");
  }
}
