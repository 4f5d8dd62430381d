/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RlpTest {
  private static Bytes hex(final String hex) {
    return Bytes.fromHexString(hex);
  }

  /** The examples of the Ethereum wiki and the borders of the length forms. */
  @ParameterizedTest
  @CsvSource({
    "'', 80",
    "00, 00",
    "7f, 7f",
    "80, 8180",
    "646f67, 83646f67",
  })
  void strings(final String value, final String encoded) {
    assertThat(new RlpWriter().bytes(hex(value)).toBytes()).isEqualTo(hex(encoded));
    assertThat(RlpReader.of(hex(encoded)).bytes()).isEqualTo(hex(value));
  }

  @ParameterizedTest
  @CsvSource({
    "55, b7",
    "56, b838",
    "255, b8ff",
    "256, b90100",
    "65535, b9ffff",
    "65536, ba010000",
  })
  void lengthsOfStrings(final int size, final String header) {
    final Bytes value = Bytes.repeat((byte) 0xee, size);
    final Bytes encoded = Bytes.concatenate(hex(header), value);

    assertThat(new RlpWriter().bytes(value).toBytes()).isEqualTo(encoded);
    assertThat(RlpReader.of(encoded).bytes()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "0, c0",
    "55, f7",
    "56, f838",
    "256, f90100",
    "65536, fa010000",
  })
  void lengthsOfLists(final int size, final String header) {
    final Bytes content = Bytes.repeat((byte) 1, size);
    final Bytes encoded = Bytes.concatenate(hex(header), content);

    assertThat(RlpWriter.encodeList(w -> w.raw(content))).isEqualTo(encoded);
    final RlpReader reader = RlpReader.of(encoded);
    assertThat(reader.list().remaining()).isEqualTo(size);
    assertThat(reader.atEnd()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 80",
    "1, 01",
    "127, 7f",
    "128, 8180",
    "255, 81ff",
    "256, 820100",
    "1024, 820400",
    "9223372036854775807, 887fffffffffffffff",
    "-1, 88ffffffffffffffff",
  })
  void integers(final long value, final String encoded) {
    assertThat(new RlpWriter().uint64(value).toBytes()).isEqualTo(hex(encoded));
    assertThat(RlpReader.of(hex(encoded)).uint64()).isEqualTo(value);
    final BigInteger unsigned = new BigInteger(Long.toUnsignedString(value));
    assertThat(new RlpWriter().integer(unsigned).toBytes()).isEqualTo(hex(encoded));
    assertThat(RlpReader.of(hex(encoded)).uint256()).isEqualTo(unsigned);
    final byte[] word = new byte[40];
    java.util.Arrays.fill(word, (byte) 0xaa);
    RlpReader.of(hex(encoded)).uint256(word, 4);
    assertThat(new BigInteger(1, word, 4, 32)).isEqualTo(unsigned);
    assertThat(word[3]).isEqualTo((byte) 0xaa);
    assertThat(word[36]).isEqualTo((byte) 0xaa);
  }

  @Test
  void nestedLists() {
    final Bytes encoded =
        RlpWriter.encodeList(
            w ->
                w.list(a -> {}).list(b -> b.list(c -> {})).list(d -> d.uint64(5)).bytes(hex("ff")));

    assertThat(encoded).isEqualTo(hex("c7c0c1c0c10581ff"));
    final RlpReader reader = RlpReader.of(encoded).list();
    assertThat(reader.nextIsList()).isTrue();
    assertThat(reader.list().atEnd()).isTrue();
    assertThat(reader.rawItem()).isEqualTo(hex("c1c0"));
    reader.skip();
    assertThat(reader.nextIsList()).isFalse();
    assertThat(reader.bytes()).isEqualTo(hex("ff"));
    reader.expectEnd();
  }

  @Test
  void readsSlicesOfLargerData() {
    final Bytes slice = hex("ffff83646f67ffff").slice(2, 4);

    assertThat(RlpReader.of(slice).bytes()).isEqualTo(hex("646f67"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "8100", // one byte below 0x80 as a string
        "817f",
        "83646f", // shorter than it says
        "b7", // no content at all
        "b800", // long form of a short length
        "b837", // the same, 55
        "b90038", // length with a leading zero
        "b8", // header cut
        "b9ff", // header cut
        "bbffffffff", // 4 GiB
        "bf7fffffffffffffff", // 8 EiB
        "bfffffffffffffffff",
        "c1", // list without content
        "f800",
        "f90038",
        "ff7fffffffffffffff",
      })
  void nonCanonicalOrCutItemsAreRefused(final String encoded) {
    assertThatThrownBy(() -> RlpReader.of(hex(encoded)).skip()).isInstanceOf(RlpException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "820001", "89010000000000000000", "c0"})
  void badIntegersAreRefused(final String encoded) {
    assertThatThrownBy(() -> RlpReader.of(hex(encoded)).uint64()).isInstanceOf(RlpException.class);
  }

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> RlpReader.of(hex("888000000000000000")).uint63())
        .isInstanceOf(RlpException.class);
    assertThatThrownBy(() -> RlpReader.of(hex("820100")).uint(8)).isInstanceOf(RlpException.class);
    assertThat(RlpReader.of(hex("81ff")).uint(8)).isEqualTo(255);
    assertThat(RlpReader.of(hex("84ffffffff")).uint32()).isEqualTo(0xffffffffL);
    assertThatThrownBy(() -> RlpReader.of(hex("850100000000")).uint32())
        .isInstanceOf(RlpException.class);
    assertThatThrownBy(() -> RlpReader.of(hex("820102")).fixed(3)).isInstanceOf(RlpException.class);
    assertThatThrownBy(() -> RlpReader.of(hex("0102")).list()).isInstanceOf(RlpException.class);
    assertThatThrownBy(() -> RlpReader.of(hex("c0")).bytes()).isInstanceOf(RlpException.class);
    assertThatThrownBy(() -> RlpReader.of(hex("01")).expectEnd()).isInstanceOf(RlpException.class);
    assertThatThrownBy(() -> new RlpWriter().integer(BigInteger.valueOf(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anInnerItemCannotReachBeyondItsList() {
    final RlpReader inner = RlpReader.of(hex("c282aabbcc")).list();

    assertThatThrownBy(inner::bytes).isInstanceOf(RlpException.class);
  }
}
