/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import org.apache.tuweni.bytes.Bytes;
import org.xerial.snappy.Snappy;

/** Compression of message payloads (devp2p version 5: snappy block format after Hello). */
final class SnappyCodec {
  /**
   * No valid block expands more: the densest element is a copy of 64 bytes in 3. A header that
   * claims more is refused before the buffer for it is allocated.
   */
  private static final int MAX_EXPANSION = 22;

  private SnappyCodec() {}

  static byte[] compress(final Bytes payload) throws IOException {
    return Snappy.compress(payload.toArrayUnsafe());
  }

  /** Room that {@link #compress(Bytes, byte[], int)} needs, in bytes. */
  static int maxCompressedLength(final Bytes payload) {
    return Snappy.maxCompressedLength(payload.size());
  }

  /** Compresses into that array and returns how many bytes it became. */
  static int compress(final Bytes payload, final byte[] out, final int offset) throws IOException {
    return Snappy.compress(payload.toArrayUnsafe(), 0, payload.size(), out, offset);
  }

  /**
   * @param data compressed from offset to the end
   * @param maxBytes largest uncompressed size
   */
  static Bytes decompress(final byte[] data, final int offset, final int maxBytes)
      throws RlpxException {
    return decompress(data, offset, data.length, maxBytes);
  }

  /**
   * @param data compressed from offset to before end
   * @param maxBytes largest uncompressed size
   */
  static Bytes decompress(final byte[] data, final int offset, final int end, final int maxBytes)
      throws RlpxException {
    final int compressed = end - offset;
    final long claimed = claimedLength(data, offset, end);
    if (claimed > maxBytes || claimed > (long) compressed * MAX_EXPANSION) {
      throw breach(
          "message of %d bytes claims %d uncompressed, at most %d accepted"
              .formatted(compressed, claimed, maxBytes));
    }
    final byte[] out = new byte[(int) claimed];
    try {
      final int written = Snappy.uncompress(data, offset, compressed, out, 0);
      if (written != out.length) {
        throw breach("message is %d bytes, not %d as it says".formatted(written, claimed));
      }
    } catch (final RlpxException e) {
      throw e;
    } catch (final IOException e) {
      throw new RlpxException(
          DisconnectReason.BREACH_OF_PROTOCOL, "message is not valid snappy", e);
    }
    return Bytes.wrap(out);
  }

  /** The little-endian base-128 length in front of a snappy block. */
  private static long claimedLength(final byte[] data, final int offset, final int end)
      throws RlpxException {
    long length = 0;
    for (int i = 0; i < 5; i++) {
      if (offset + i >= end) {
        throw breach("message ends inside its snappy header");
      }
      final int b = data[offset + i] & 0xff;
      length |= (long) (b & 0x7f) << (7 * i);
      if (b < 0x80) {
        return length;
      }
    }
    throw breach("snappy header of more than 5 bytes");
  }

  private static RlpxException breach(final String text) {
    return new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, text);
  }
}
