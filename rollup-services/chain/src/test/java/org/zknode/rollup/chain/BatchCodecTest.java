/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.testkit.TestTransactions;

/** The examples of docs/spec/batch-data.md, "Examples", and round trips. */
class BatchCodecTest {
  /** The example of EIP-155: its signing data is what Polygon's encoding starts with. */
  private static final String R =
      "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276";

  private static final String S =
      "67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

  private static final Bytes EIP_155_NETWORK =
      Bytes.fromHexString(
          "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
              + "25a0"
              + R
              + "a0"
              + S);
  private static final Bytes EIP_155_L2 =
      Bytes.fromHexString(
          "0xec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
              + "80018080"
              + R
              + S
              + "1bff");

  private static final Bytes HEADER = Bytes.fromHexString("0x0b0102030401020304");

  @Test
  void encodesBlocksAsPolygonDoes() throws Exception {
    final List<BatchBlock> blocks =
        List.of(new BatchBlock(123, 456, List.of()), new BatchBlock(789, 101112, List.of()));
    final Bytes expected = Bytes.fromHexString("0x0b0000007b000001c80b0000031500018af8");
    assertThat(BatchCodec.encode(blocks)).isEqualTo(expected);
    assertThat(BatchCodec.decode(expected)).isEqualTo(blocks);
  }

  @Test
  void encodesALegacyTransactionAsPolygonDoes() throws Exception {
    final List<BatchBlock> blocks =
        List.of(new BatchBlock(0x01020304L, 0x01020304L, List.of(EIP_155_NETWORK)));
    final Bytes expected = Bytes.concatenate(HEADER, EIP_155_L2);
    assertThat(BatchCodec.encode(blocks)).isEqualTo(expected);
    assertThat(BatchCodec.decode(expected)).isEqualTo(blocks);
    assertThat(BatchCodec.encodedSize(EIP_155_NETWORK)).isEqualTo(EIP_155_L2.size());
    assertThat(
            SignedTransaction.decode(
                    BatchCodec.decode(expected).getFirst().transactions().getFirst())
                .hash())
        .isEqualTo(SignedTransaction.decode(EIP_155_NETWORK).hash());
  }

  @Test
  void aTransactionWithoutReplayProtectionHasNoChainId() throws Exception {
    final Bytes network =
        Bytes.fromHexString(
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
                + "801ca0"
                + R
                + "a0"
                + S);
    final Bytes expected =
        Bytes.fromHexString(
            "0xe9098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
                + "80"
                + R
                + S
                + "1cff");
    final Bytes encoded = BatchCodec.encode(List.of(new BatchBlock(1, 0, List.of(network))));
    assertThat(encoded.slice(BatchCodec.BLOCK_HEADER_BYTES)).isEqualTo(expected);
    assertThat(BatchCodec.decode(encoded).getFirst().transactions()).containsExactly(network);
  }

  @Test
  void aTypedTransactionIsItsEnvelopeAndThePercentage() throws Exception {
    final PrivateKey key = TestTransactions.key(1);
    final List<Bytes> raws = new ArrayList<>();
    for (final TransactionType type :
        List.of(TransactionType.DYNAMIC_FEE, TransactionType.LEGACY, TransactionType.ACCESS_LIST)) {
      raws.add(TestTransactions.transfer(type, key, raws.size(), key.address()).raw());
    }
    final Bytes encoded = BatchCodec.encode(List.of(new BatchBlock(1, 0, raws)));
    assertThat(encoded.slice(BatchCodec.BLOCK_HEADER_BYTES, raws.getFirst().size() + 1))
        .isEqualTo(Bytes.concatenate(raws.getFirst(), Bytes.of(0xff)));
    assertThat(BatchCodec.decode(encoded).getFirst().transactions()).isEqualTo(raws);
  }

  @Test
  void emptyDataIsABatchWithoutBlocksAndCannotBeEncoded() throws Exception {
    assertThat(BatchCodec.decode(Bytes.EMPTY)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchCodec.encode(List.of()))
        .withMessageContaining("without blocks");
  }

  @Test
  void anEmptyBlockIsValid() throws Exception {
    assertThat(BatchCodec.decode(HEADER))
        .containsExactly(new BatchBlock(0x01020304L, 0x01020304L, List.of()));
    assertThat(BatchCodec.decode(Bytes.fromHexString("0x0bffffffffffffffff")))
        .containsExactly(new BatchBlock(0xffffffffL, 0xffffffffL, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "0b01020304010203, 0, 'a block header has 9 bytes, 8 are left'",
    "0c0102030401020304, 0, 'a block starts with 0x0b, got 0x0c'",
    "0b01020304010203047f, 9, 'starts with 0x7f'",
    "0b010203040102030403c0ff, 9, 'starts with 0x03'",
    "0b010203040102030402c0, 11, 'the percentage byte is missing'",
    "0b010203040102030402c0fe, 11, 'the percentage byte is 0xff, got 0xfe'",
    "0b010203040102030402, 10, 'an RLP list was expected'",
    "0b010203040102030402c1, 10, 'an RLP list of 1 bytes, 0 are left'",
    "0b0102030401020304c0, 10, 'a signature has 65 bytes, 0 are left'",
    "0b0102030401020304c1, 9, 'an RLP list of 1 bytes, 0 are left'",
    "0b0102030401020304f7, 9, 'an RLP list of 55 bytes, 0 are left'",
    "0b0102030401020304f8, 9, 'the data ends inside of an RLP length'",
    "0b0102030401020304f801, 9, 'an RLP list of 1 bytes, 0 are left'",
    "0b0102030401020304ffffffffffffffffff, 9, 'an RLP list of 9223372036854775807 bytes'",
    "0b0102030401020304bf, 9, 'starts with 0xbf'",
  })
  void refusesMalformedDataAndSaysWhere(final String hex, final int offset, final String message) {
    assertThatThrownBy(() -> BatchCodec.decode(Bytes.fromHexString(hex)))
        .isInstanceOfSatisfying(
            BatchDecodeException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageContaining(message);
  }

  @Test
  void refusesAPreEtrogBatchAndWhatIsCutOff() {
    assertThatThrownBy(() -> BatchCodec.decode(EIP_155_L2))
        .isInstanceOf(BatchDecodeException.class)
        .hasMessageContaining("a block starts with 0x0b");
    final Bytes whole = Bytes.concatenate(HEADER, EIP_155_L2);
    for (int size = HEADER.size() + 1; size < whole.size(); size++) {
      final Bytes cut = whole.slice(0, size);
      assertThatThrownBy(() -> BatchCodec.decode(cut))
          .as("cut to %d bytes", size)
          .isInstanceOf(BatchDecodeException.class);
    }
  }

  @Test
  void refusesAWrongVAndFieldsThatLookRight() {
    final Bytes wrongV =
        Bytes.fromHexString("0x" + EIP_155_L2.toUnprefixedHexString().replace("1bff", "23ff"));
    assertThatThrownBy(() -> BatchCodec.decode(Bytes.concatenate(HEADER, wrongV)))
        .hasMessageContaining("v of a transaction is 27 or 28, got 35");
    final Bytes notZero =
        Bytes.fromHexString("0x" + EIP_155_L2.toUnprefixedHexString().replace("018080", "018001"));
    assertThatThrownBy(() -> BatchCodec.decode(Bytes.concatenate(HEADER, notZero)))
        .hasMessageContaining("field 8 of a legacy transaction is not 0");
  }

  @Test
  void refusesToEncodeWhatIsNoTransaction() {
    for (final String hex : List.of("0x", "0x03c0", "0x02", "0x02c0c0", "0xc0", "0x7f")) {
      assertThatIllegalArgumentException()
          .as(hex)
          .isThrownBy(() -> BatchCodec.encodedSize(Bytes.fromHexString(hex)));
    }
  }

  @Property(tries = 300)
  void anyBytesAreDecodedOrRefused(@ForAll @Size(max = 300) final byte[] tail) {
    final Bytes data = Bytes.concatenate(HEADER, Bytes.wrap(tail));
    try {
      // What is accepted has exactly one encoding.
      assertThat(BatchCodec.encode(BatchCodec.decode(data))).isEqualTo(data);
    } catch (final BatchDecodeException e) {
      assertThat(e.offset()).isBetween(0, data.size());
    }
  }

  @Property(tries = 2000)
  void aFlippedByteIsDecodedToItselfOrRefused(@ForAll final int where, @ForAll final byte value) {
    final byte[] bytes = Bytes.concatenate(HEADER, EIP_155_L2, HEADER, EIP_155_L2).toArray();
    bytes[Math.floorMod(where, bytes.length)] = value;
    final Bytes data = Bytes.wrap(bytes);
    try {
      assertThat(BatchCodec.encode(BatchCodec.decode(data))).isEqualTo(data);
    } catch (final BatchDecodeException e) {
      assertThat(e.offset()).isBetween(0, data.size());
    }
  }
}
