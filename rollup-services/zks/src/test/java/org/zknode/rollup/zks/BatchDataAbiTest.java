/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.zks.signing.CommitBatchInfo;
import org.zknode.zks.signing.MultisigCommitter;
import org.zknode.zks.signing.StoredBatchInfo;

/**
 * The hand-written ABI layouts against an independent codec (docs/spec/zks-wire.md, "Commit data").
 */
class BatchDataAbiTest {
  private static final String STORED =
      "(uint64,bytes32,uint64,uint256,bytes32,bytes32,bytes32,uint256,bytes32)";
  private static final String COMMIT_30 =
      "(uint64,bytes32,uint256,bytes32,bytes32,bytes32,uint8,bytes32,uint64,uint64,uint64,uint64,"
          + "uint256,bytes)";
  private static final String COMMIT_31 =
      "(uint64,bytes32,uint256,uint256,bytes32,bytes32,bytes32,uint8,bytes32,uint64,uint64,uint64,"
          + "uint64,uint256,bytes,uint256)";

  private static BigInteger n(final long value) {
    return BigInteger.valueOf(value);
  }

  private static byte[] h(final int value) {
    return Bytes32.repeat((byte) value).toArray();
  }

  private static Bytes32 hash(final int value) {
    return Bytes32.repeat((byte) value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 1000})
  void layoutsAreThoseOfSolidity(final int inputSize) {
    final Bytes input = Bytes.repeat((byte) 0xcd, inputSize);
    final StoredBatchInfo previous =
        new StoredBatchInfo(6, hash(1), 2, 3, hash(4), hash(5), hash(6), 1_700_000_000L, hash(7));
    final CommitBatchInfo commit =
        new CommitBatchInfo(
            7, hash(8), 9, 10, hash(11), hash(12), hash(13), 2, hash(14), 15, 16, 17, 18, 1001,
            input, 31337);
    final Tuple stored =
        Tuple.from(n(6), h(1), n(2), n(3), h(4), h(5), h(6), n(1_700_000_000L), h(7));
    final Tuple commit31 =
        Tuple.from(
            n(7),
            h(8),
            n(9),
            n(10),
            h(11),
            h(12),
            h(13),
            2,
            h(14),
            n(15),
            n(16),
            n(17),
            n(18),
            n(1001),
            input.toArray(),
            n(31337));
    final Tuple commit30 =
        Tuple.from(
            n(7),
            h(8),
            n(9),
            h(11),
            h(12),
            h(13),
            2,
            h(14),
            n(15),
            n(16),
            n(17),
            n(18),
            n(1001),
            input.toArray());

    assertThat(previous.encode()).isEqualTo(abi("(" + STORED + ")", stored));
    assertThat(commit.encode(31)).isEqualTo(abi("(" + COMMIT_31 + ")", commit31));
    assertThat(commit.encode(30)).isEqualTo(abi("(" + COMMIT_30 + ")", commit30));
    final Bytes parameters =
        abi("(" + STORED + "," + COMMIT_31 + "[])", stored, new Tuple[] {commit31});
    assertThat(MultisigCommitter.batchData(31, previous.encode(), commit.encode(31)))
        .isEqualTo(Bytes.concatenate(Bytes.of(4), parameters));
  }

  private static Bytes abi(final String type, final Object... values) {
    return Bytes.wrapByteBuffer(TupleType.parse(type).encode(Tuple.from(values)));
  }
}
