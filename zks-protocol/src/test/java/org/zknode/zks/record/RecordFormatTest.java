/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.SignedTransaction;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.DecodeBound;
import org.zknode.zks.ZksDecodeException;

class RecordFormatTest {
  static Stream<RecordFormat> formats() {
    return Goldens.FORMATS.stream();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void goldenReEncodesToTheSameBytes(final RecordFormat format) throws ZksDecodeException {
    final Bytes golden = Goldens.encoded(format.version());

    assertThat(format.encode(format.decode(golden))).isEqualTo(golden);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void goldenHoldsTheCanonicalRecord(final int version) throws ZksDecodeException {
    final ReplayRecord decoded = Goldens.FORMATS.get(version).decode(Goldens.encoded(version));

    assertThat(decoded).isEqualTo(Goldens.canonical(version, decoded.transactions()));
    assertThat(decoded.transactions())
        .extracting(TransactionEnvelope::type)
        .containsExactly(TransactionEnvelope.UPGRADE, TransactionEnvelope.PRIORITY, 2);
    assertThat(decoded.context().blockHashes().parent()).isEqualTo(Goldens.hash(0xa2));
    assertThat(SignedTransaction.decode(decoded.transactions().get(2)).sender().toString())
        .isEqualTo("0x36615cf349d7f6344891b1e7ca7c72883f5dc049");
  }

  @Test
  void v0HoldsTheBlockNumberOnly() throws ZksDecodeException {
    assertThat(new RecordFormatV0().decode(Goldens.encoded(0)).blockNumber()).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyTruncationIsRefused(final RecordFormat format) {
    final Bytes golden = Goldens.encoded(format.version());

    for (int length = 0; length < golden.size(); length++) {
      final Bytes cut = golden.slice(0, length);
      assertThatThrownBy(() -> DecodeBound.decode(cut, format::decode))
          .isInstanceOf(ZksDecodeException.class);
    }
  }

  /** Each bit, all bits, and every byte as 0x00 and 0xff. */
  @ParameterizedTest
  @MethodSource("formats")
  void everySingleFlipDecodesOrIsRefused(final RecordFormat format) {
    final byte[] golden = Goldens.encoded(format.version()).toArray();
    int refused = 0;
    for (int i = 0; i < golden.length; i++) {
      for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255, golden[i], golden[i] ^ 0xff}) {
        golden[i] ^= (byte) mask;
        final Bytes changed = Bytes.wrap(golden.clone());
        refused += RecordChecks.decodesOrIsRefused(format, changed) ? 0 : 1;
        golden[i] ^= (byte) mask;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void legacyTransactionsAreBareLists() throws ZksDecodeException {
    final Bytes legacy = RlpWriter.encodeList(tx -> tx.uint64(1).uint64(2));
    final ReplayRecord replayRecord = Goldens.canonical(3, List.of(legacy));

    final RecordFormat format = new RecordFormatV3();
    final Bytes encoded = format.encode(replayRecord);

    // List of transactions with one item: c4 (outer list) c2 01 02.
    assertThat(encoded.toUnprefixedHexString()).contains("07c3c20102");
    assertThat(format.decode(encoded)).isEqualTo(replayRecord);
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "05", "8105c0", "8205c0", "82017f", "8302c001", "827cc0", "82ffff"})
  void malformedTransactionsAreRefused(final String item) {
    final Bytes changed = withTransactions(item);

    assertThatThrownBy(() -> new RecordFormatV3().decode(changed))
        .isInstanceOf(ZksDecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"c0", "c20102", "8201c0", "8202c0", "8204c0", "827dc0", "827ec0", "827fc0"})
  void transactionsAreKeptAsTheyAre(final String item) throws ZksDecodeException {
    final Bytes changed = withTransactions(item);

    final ReplayRecord decoded = new RecordFormatV3().decode(changed);

    assertThat(decoded.transactions()).hasSize(1);
    assertThat(new RecordFormatV3().encode(decoded)).isEqualTo(changed);
  }

  /** The golden record of format 3 with another list of transactions. */
  private static Bytes withTransactions(final String item) {
    final Bytes golden = Goldens.encoded(3);
    final int start = golden.toUnprefixedHexString().indexOf("07f90186") / 2 + 1;
    final Bytes transactions = RlpWriter.encodeList(w -> w.raw(Bytes.fromHexString(item)));
    final Bytes body =
        Bytes.concatenate(
            golden.slice(3, start - 3), transactions, golden.slice(start + 3 + 0x186));
    return RlpWriter.encodeList(w -> w.raw(body));
  }

  /** A byte of such a list would cost a hundred bytes of heap: 16 MiB of them the whole heap. */
  @Test
  void aListOfCountlessTinyTransactionsIsRefused() {
    final Bytes changed = withTransactions("c0".repeat(1_000_000));

    assertThatThrownBy(() -> DecodeBound.decode(changed, new RecordFormatV3()::decode))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessageContaining("more than 100064 transactions");
  }

  @Test
  void wrongNumberOfHashesIsRefused() {
    final String hex = Goldens.encoded(3).toUnprefixedHexString();
    // One missing hash less, the two enclosing headers one shorter.
    final String changed =
        hex.replaceFirst("^f90355f90174", "f90354f90173").replaceFirst("f9014080", "f9013f");

    assertThatThrownBy(() -> new RecordFormatV3().decode(Bytes.fromHexString(changed)))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessageContaining("expected array of length 256");
  }

  @Test
  void hashesMoveByOne() {
    final BlockHashes hashes =
        BlockHashes.of(List.of(Goldens.hash(1))).append(Goldens.hash(2)).append(Goldens.hash(3));

    assertThat(hashes)
        .isEqualTo(BlockHashes.of(List.of(Goldens.hash(1), Goldens.hash(2), Goldens.hash(3))));
    assertThat(hashes.get(253)).isEqualTo(Goldens.hash(1));
    assertThat(hashes.get(0).isZero()).isTrue();
  }
}
