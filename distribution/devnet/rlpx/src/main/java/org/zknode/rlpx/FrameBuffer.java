/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;

/**
 * One message as it goes out: header, header MAC, body, padding and body MAC in one array, which is
 * filled by the compressor and encrypted in place.
 *
 * @param bytes with room for everything
 * @param bodyLength message id and compressed payload, in bytes
 */
record FrameBuffer(byte[] bytes, int bodyLength) {
  /** An array that is larger than needed by more than this part is replaced by a smaller one. */
  private static final int MAX_WASTE_DIVISOR = 4;

  /** A frame whose body is that message. */
  static FrameBuffer compressed(final int id, final Bytes payload) throws IOException {
    final byte[] prefix = BaseProtocol.prefix(id);
    final int start = FrameCodec.BODY_OFFSET + prefix.length;
    final byte[] room =
        new byte[start + SnappyCodec.maxCompressedLength(payload) + FrameCodec.TRAILER_BYTES];
    System.arraycopy(prefix, 0, room, FrameCodec.BODY_OFFSET, prefix.length);
    final int end = start + SnappyCodec.compress(payload, room, start);
    final int needed = end + FrameCodec.TRAILER_BYTES;
    // Only the queue's bound pays for spare room, so that copying little of it is the better deal.
    final byte[] bytes =
        needed < room.length - room.length / MAX_WASTE_DIVISOR ? Arrays.copyOf(room, needed) : room;
    // Padding is encrypted too: nothing of the compressor's may be left in it.
    Arrays.fill(bytes, end, needed, (byte) 0);
    return new FrameBuffer(bytes, end - FrameCodec.BODY_OFFSET);
  }
}
