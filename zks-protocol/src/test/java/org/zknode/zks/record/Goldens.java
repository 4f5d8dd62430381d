/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/** The golden records of the wire format (docs/spec/zks-wire.md, "Golden records"). Append only. */
public final class Goldens {
  public static final List<RecordFormat> FORMATS =
      List.of(
          new RecordFormatV0(), new RecordFormatV1(), new RecordFormatV2(), new RecordFormatV3());

  private Goldens() {}

  public static Bytes encoded(final int version) {
    final String name = "/zks/replay_v%d.hex".formatted(version);
    try (InputStream in = Goldens.class.getResourceAsStream(name)) {
      return Bytes.fromHexString(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Bytes repeat(final int value, final int count) {
    return Bytes.repeat((byte) value, count);
  }

  static Bytes32 hash(final int value) {
    return Bytes32.wrap(repeat(value, 32));
  }

  /** The canonical record as the given format carries it; transactions are taken from v3's file. */
  static ReplayRecord canonical(final int version, final List<Bytes> transactions) {
    final BlockContext context =
        new BlockContext(
            270,
            5,
            BlockHashes.of(List.of(hash(0xa1), hash(0xa2))),
            1_700_000_001,
            BigInteger.valueOf(1000),
            BigInteger.valueOf(100),
            BigInteger.valueOf(1000),
            new Address(repeat(9, 20)),
            100_000_000,
            110_000,
            BigInteger.ZERO,
            6,
            BigInteger.ONE);
    return new ReplayRecord(
        context,
        7,
        transactions,
        1_700_000_000,
        new ProtocolVersion(0, 31, 0),
        hash(0xbb),
        List.of(new ForcePreimage(hash(5), Bytes.of(1, 2, 3))),
        version >= 3 ? 3 : 0,
        version >= 2 ? 2 : 0,
        version >= 2 ? 1 : 0);
  }
}
