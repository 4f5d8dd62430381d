/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;

/**
 * RLPx frames: {@code header (16) ‖ MAC (16) ‖ body padded to 16 ‖ MAC (16)}. One thread may write
 * while another one reads.
 */
final class FrameCodec {
  /** The size field has 24 bits. */
  static final int MAX_FRAME_BYTES = 0xffffff;

  private static final int BLOCK = FrameMac.SIZE;

  /** Where the body starts in a frame: after the header and its MAC. */
  static final int BODY_OFFSET = 2 * BLOCK;

  /** Room behind a body, in bytes: the longest padding and the MAC. */
  static final int TRAILER_BYTES = BLOCK - 1 + BLOCK;

  /**
   * Bytes of a frame's body that are allocated on the word of its header: a message of 256 KiB
   * (what a replay aims at) and one record that crosses that line.
   */
  private static final int FIRST_BYTES = 320 * 1024;

  /** A longer body gets so many times what has arrived of it. */
  private static final int GROWTH = 4;

  /**
   * Bytes given to the cipher at once. The JVM replaces counter mode by hardware instructions where
   * it has compiled the call, and it compiles what is called often: with a megabyte at a time the
   * cipher ran at 0.4 GB/s for ever, in pieces of this size at 13 GB/s after a moment.
   */
  private static final int CIPHER_BYTES = 16 * 1024;

  private final Cipher encrypt;
  private final Cipher decrypt;
  private final FrameMac egress;
  private final FrameMac ingress;
  // Written by the reading thread only.
  private volatile int longestRead;

  FrameCodec(final Handshake.Secrets secrets) {
    encrypt = counterMode(Cipher.ENCRYPT_MODE, secrets.aes());
    decrypt = counterMode(Cipher.DECRYPT_MODE, secrets.aes());
    egress = new FrameMac(secrets.mac(), secrets.egressSeed());
    ingress = new FrameMac(secrets.mac(), secrets.ingressSeed());
  }

  private static Cipher counterMode(final int mode, final Bytes secret) {
    try {
      final Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      // RLPx uses one key stream per direction and connection, starting at a zero counter.
      cipher.init(
          mode, new SecretKeySpec(secret.toArray(), "AES"), new IvParameterSpec(new byte[BLOCK]));
      return cipher;
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks AES/CTR", e);
    }
  }

  /** Writes one frame with a copy of that body; the caller flushes. */
  void write(final OutputStream out, final byte[] body, final int length) throws IOException {
    final byte[] frame = new byte[BODY_OFFSET + length + TRAILER_BYTES];
    System.arraycopy(body, 0, frame, BODY_OFFSET, length);
    out.write(frame, 0, seal(new FrameBuffer(frame, length)));
  }

  /**
   * Fills in the header and the MACs and encrypts in place. Frames must be sent in the order in
   * which they are sealed.
   *
   * @return bytes of the whole frame, from the start of the array
   */
  int seal(final FrameBuffer buffer) {
    final int length = buffer.bodyLength();
    if (length > MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("frame of %d bytes".formatted(length));
    }
    final byte[] frame = buffer.bytes();
    Arrays.fill(frame, 0, BLOCK, (byte) 0);
    frame[0] = (byte) (length >>> 16);
    frame[1] = (byte) (length >>> 8);
    frame[2] = (byte) length;
    // Header data: the list [0, 0], as every implementation sends it.
    frame[3] = (byte) 0xc2;
    frame[4] = (byte) 0x80;
    frame[5] = (byte) 0x80;
    crypt(encrypt, frame, 0, BLOCK);
    System.arraycopy(egress.header(frame), 0, frame, BLOCK, BLOCK);
    final int padded = padded(length);
    crypt(encrypt, frame, BODY_OFFSET, padded);
    final int macOffset = BODY_OFFSET + padded;
    System.arraycopy(egress.body(frame, BODY_OFFSET, padded), 0, frame, macOffset, BLOCK);
    return macOffset + BLOCK;
  }

  /**
   * The body of one received frame.
   *
   * @param bytes the body and up to 15 bytes of padding
   */
  record Body(byte[] bytes, int length) {}

  /**
   * Reads one frame.
   *
   * @param maxBytes a larger one is refused before anything is allocated for it
   */
  byte[] read(final DataInputStream in, final int maxBytes) throws IOException {
    final Body body = readBody(in, maxBytes);
    return body.length() == body.bytes().length
        ? body.bytes()
        : Arrays.copyOf(body.bytes(), body.length());
  }

  /** As {@link #read}, without a copy. */
  Body readBody(final DataInputStream in, final int maxBytes) throws IOException {
    final byte[] header = new byte[BLOCK];
    final byte[] mac = new byte[BLOCK];
    in.readFully(header);
    in.readFully(mac);
    check(ingress.header(header), mac, "header");
    crypt(decrypt, header, 0, BLOCK);
    final int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
    if (length == 0 || length > maxBytes) {
      throw new RlpxException(
          DisconnectReason.BREACH_OF_PROTOCOL,
          "frame of %d bytes, between 1 and %d accepted".formatted(length, maxBytes));
    }
    if (length > longestRead) {
      longestRead = length;
    }
    final int padded = padded(length);
    final byte[] body = arrived(in, padded);
    in.readFully(mac);
    check(ingress.body(body, 0, padded), mac, "body");
    crypt(decrypt, body, 0, padded);
    return new Body(body, length);
  }

  /** Bytes of the longest body that was read, or is being read. */
  int longestRead() {
    return longestRead;
  }

  /** Allocates as the bytes arrive: a header alone must not cost what it claims. */
  private static byte[] arrived(final DataInputStream in, final int size) throws IOException {
    byte[] body = new byte[Math.min(size, FIRST_BYTES)];
    int filled = 0;
    while (true) {
      in.readFully(body, filled, body.length - filled);
      filled = body.length;
      if (filled == size) {
        return body;
      }
      body = Arrays.copyOf(body, (int) Math.min(size, (long) filled * GROWTH));
    }
  }

  private static int padded(final int length) {
    return (length + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** In place, which counter mode allows. */
  private static void crypt(
      final Cipher cipher, final byte[] data, final int offset, final int length) {
    final int end = offset + length;
    try {
      for (int at = offset; at < end; at += CIPHER_BYTES) {
        final int piece = Math.min(CIPHER_BYTES, end - at);
        final int written = cipher.update(data, at, piece, data, at);
        if (written != piece) {
          throw new IllegalStateException("counter mode gave %d of %d".formatted(written, piece));
        }
      }
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("counter mode failed", e);
    }
  }

  private static void check(final byte[] computed, final byte[] received, final String part)
      throws RlpxException {
    if (!MessageDigest.isEqual(computed, received)) {
      throw new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, "wrong MAC of a frame " + part);
    }
  }
}
