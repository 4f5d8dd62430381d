/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.apache.tuweni.bytes.Bytes;

class RlpPropertyTest {
  @Provide
  Arbitrary<BigInteger> words() {
    return Arbitraries.bigIntegers()
        .between(BigInteger.ZERO, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
  }

  @Property(tries = 300)
  void writtenListsAreReadBack(
      @ForAll final List<byte[]> strings,
      @ForAll final List<Long> numbers,
      @ForAll("words") final BigInteger word) {
    final Bytes encoded =
        RlpWriter.encodeList(
            w -> {
              w.list(items -> strings.forEach(s -> items.bytes(Bytes.wrap(s))));
              w.list(items -> numbers.forEach(items::uint64));
              w.integer(word);
            });

    final RlpReader reader = RlpReader.of(encoded).list();
    final RlpReader first = reader.list();
    strings.forEach(s -> assertThat(first.bytes()).isEqualTo(Bytes.wrap(s)));
    first.expectEnd();
    final RlpReader second = reader.list();
    numbers.forEach(n -> assertThat(second.uint64()).isEqualTo(n));
    second.expectEnd();
    assertThat(reader.uint256()).isEqualTo(word);
    reader.expectEnd();
  }

  /** Measured first or moved afterwards: the bytes are the same. */
  @Property(tries = 300)
  void twoPassesWriteTheSameAsOne(
      @ForAll @Size(max = 30) final List<@Size(max = 300) byte[]> strings,
      @ForAll final List<Long> numbers,
      @ForAll("words") final BigInteger word) {
    final Consumer<RlpWriter> items =
        w -> {
          w.integer(word).raw(Bytes.of(0xc1, 0x01));
          strings.forEach(s -> w.list(l -> l.list(i -> i.bytes(Bytes.wrap(s))).uint64(s.length)));
          w.list(l -> numbers.forEach(l::uint64));
          w.raw(new byte[] {9, 1, 9}, 1, 1);
        };
    final RlpWriter onePass = new RlpWriter();
    items.accept(onePass);

    assertThat(RlpWriter.encode(items)).isEqualTo(onePass.toBytes());
  }

  @Example
  void aSecondPassThatWritesSomethingElseIsRefused() {
    final AtomicInteger pass = new AtomicInteger();

    assertThatThrownBy(() -> RlpWriter.encode(w -> w.uint64(1L << 20 * pass.getAndIncrement())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the second pass ended");
  }

  /** What is read has exactly one encoding, so writing it again gives the same bytes. */
  @Property(tries = 3000)
  void anyBytesAreCanonicalOrRefused(@ForAll @Size(max = 80) final byte[] data) {
    final RlpReader reader = RlpReader.of(Bytes.wrap(data));
    final RlpWriter writer = new RlpWriter();
    try {
      copy(reader, writer);
    } catch (final RlpException refused) {
      return;
    }
    assertThat(writer.toBytes()).isEqualTo(Bytes.wrap(data));
  }

  private static void copy(final RlpReader reader, final RlpWriter writer) {
    while (!reader.atEnd()) {
      if (reader.nextIsList()) {
        final RlpReader inner = reader.list();
        writer.list(w -> copy(inner, w));
      } else {
        writer.bytes(reader.bytes());
      }
    }
  }
}
