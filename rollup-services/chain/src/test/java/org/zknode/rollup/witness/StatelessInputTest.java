/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.ExecutionWitness;

class StatelessInputTest {
  private static final int PAYLOAD_HEAD = 528;

  private static Bytes header() {
    return RlpWriter.encode(
        out ->
            out.list(
                fields -> {
                  fields.bytes(word(1));
                  fields.bytes(word(2));
                  fields.bytes(Bytes.repeat((byte) 3, 20));
                  fields.bytes(word(4));
                  fields.bytes(word(5));
                  fields.bytes(word(6));
                  fields.bytes(Bytes.repeat((byte) 7, 256));
                  fields.uint64(0);
                  fields.uint64(9);
                  fields.uint64(10);
                  fields.uint64(11);
                  fields.uint64(12);
                  fields.bytes(Bytes.EMPTY);
                  fields.bytes(Bytes32.ZERO);
                  fields.bytes(Bytes.repeat((byte) 0, 8));
                  fields.integer(BigInteger.valueOf(0x0102));
                  fields.bytes(word(17));
                  fields.uint64(0);
                  fields.uint64(0);
                  fields.bytes(word(20));
                  fields.bytes(word(21));
                }));
  }

  private static Bytes32 word(final int fill) {
    return Bytes32.repeat((byte) fill);
  }

  /** Offsets and sizes by hand, from the schema. */
  @Test
  void aBlockIsLaidOutAsTheSchemaSays() throws SszException {
    final StatelessInput input =
        StatelessInput.of(
            header(),
            List.of(),
            new ExecutionWitness(List.of(Bytes.of(0xaa, 0xbb)), List.of(), List.of(Bytes.of(0xcc))),
            1001);
    final Bytes encoded = input.encode();
    final int request = 44 + PAYLOAD_HEAD + 12;
    assertThat(encoded.slice(0, 22).toHexString())
        .isEqualTo(
            "0x1101" + "14000000" + le(20 + request) + "e903000000000000" + le(20 + request + 23));
    assertThat(encoded.slice(22, 8).toHexString()).isEqualTo("0x2c000000" + le(44 + PAYLOAD_HEAD));
    assertThat(encoded.slice(30, 32)).isEqualTo(word(20));
    final Bytes payload = encoded.slice(22 + 44, PAYLOAD_HEAD);
    assertThat(payload.slice(0, 32)).isEqualTo(word(1));
    assertThat(payload.slice(404, 32).toHexString())
        .as("number, gas limit, gas used, time")
        .isEqualTo(
            "0x0900000000000000" + "0a00000000000000" + "0b00000000000000" + "0c00000000000000");
    assertThat(payload.slice(436, 4).toHexString()).isEqualTo("0x" + le(PAYLOAD_HEAD));
    assertThat(payload.slice(440, 32).toHexString()).isEqualTo("0x0201" + "00".repeat(30));
    assertThat(payload.slice(472, 32)).isEqualTo(Keccak256.hash(header()));
    assertThat(encoded.slice(22 + request).toHexString())
        .isEqualTo("0x" + le(12) + le(18) + le(18) + le(4) + "aabb" + le(4) + "cc");
    assertThat(StatelessInput.decode(encoded)).isEqualTo(input);
  }

  private static String le(final int value) {
    return Bytes.ofUnsignedInt(value, java.nio.ByteOrder.LITTLE_ENDIAN).toUnprefixedHexString();
  }

  @Test
  void whatIsNoBlockIsRefused() {
    final ExecutionWitness none = new ExecutionWitness(List.of(), List.of(), List.of());
    assertThatThrownBy(() -> StatelessInput.of(Bytes.of(0xc0), List.of(), none, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StatelessInput.of(header(), List.of(Bytes.of(1)), none, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Any input comes back, and any byte more or less does not. */
  @Property(tries = 200)
  void whatIsEncodedIsDecoded(@ForAll final long seed, @ForAll @IntRange(max = 5) final int most)
      throws SszException {
    final Random random = new Random(seed);
    final StatelessInput input =
        new StatelessInput(
            new NewPayloadRequest(
                new ExecutionPayload(
                    word(random),
                    new Address(bytes(random, 20)),
                    word(random),
                    word(random),
                    bytes(random, 256),
                    word(random),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    bytes(random, random.nextInt(33)),
                    UInt256.fromBytes(word(random)),
                    word(random),
                    lists(random, most, 300),
                    items(random, most, 44),
                    random.nextLong(),
                    random.nextLong()),
                items(random, most, 32),
                word(random),
                items(random, most, 192),
                items(random, most, 76),
                items(random, most, 116)),
            new ExecutionWitness(
                lists(random, most, 1024), lists(random, most, 2000), lists(random, most, 700)),
            random.nextLong(),
            items(random, most, 65));
    final Bytes encoded = input.encode();
    assertThat(StatelessInput.decode(encoded)).isEqualTo(input);
    refused(encoded.slice(0, encoded.size() - 1), input);
    refused(Bytes.concatenate(encoded, Bytes.of(random.nextInt(256))), input);
  }

  /** One byte more may be another list's. */
  private static void refused(final Bytes other, final StatelessInput input) {
    try {
      assertThat(StatelessInput.decode(other)).isNotEqualTo(input);
      assertThat(StatelessInput.decode(other).encode()).isEqualTo(other);
    } catch (final SszException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static Bytes32 word(final Random random) {
    return Bytes32.wrap(bytes(random, 32));
  }

  private static Bytes bytes(final Random random, final int size) {
    return Bytes.random(size, random);
  }

  private static List<Bytes> items(final Random random, final int most, final int size) {
    final List<Bytes> items = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      items.add(bytes(random, size));
    }
    return items;
  }

  private static List<Bytes> lists(final Random random, final int most, final int size) {
    final List<Bytes> items = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      items.add(bytes(random, random.nextInt(size + 1)));
    }
    return items;
  }
}
