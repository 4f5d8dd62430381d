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

  /** Bytes of a frame's body that are allocated on the word of its header. */
  private static final int FIRST_BYTES = 256 * 1024;

  /** A longer body gets so many times what has arrived of it. */
  private static final int GROWTH = 4;

  /**
   * Bytes given to the cipher at once. A multiple of its block, and small: the JVM uses the
   * processor's AES instructions only when the method around them is compiled, that is, when it is
   * called often; with whole messages of megabytes it is not for minutes.
   */
  private static final int CHUNK = 4 * 1024;

  private static final int BLOCK = FrameMac.SIZE;

  private final Cipher encrypt;
  private final Cipher decrypt;
  private final FrameMac egress;
  private final FrameMac ingress;

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

  /** Writes one frame; the caller flushes. */
  void write(final OutputStream out, final byte[] body, final int length) throws IOException {
    if (length > MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("frame of %d bytes".formatted(length));
    }
    final int padded = padded(length);
    final byte[] frame = new byte[2 * BLOCK + padded + BLOCK];
    final byte[] header = new byte[BLOCK];
    header[0] = (byte) (length >>> 16);
    header[1] = (byte) (length >>> 8);
    header[2] = (byte) length;
    // Header data: the list [0, 0], as every implementation sends it.
    header[3] = (byte) 0xc2;
    header[4] = (byte) 0x80;
    header[5] = (byte) 0x80;
    final byte[] headerCipher = encrypt.update(header);
    System.arraycopy(headerCipher, 0, frame, 0, BLOCK);
    System.arraycopy(egress.header(headerCipher), 0, frame, BLOCK, BLOCK);
    crypt(encrypt, body, length, frame, 2 * BLOCK);
    crypt(encrypt, new byte[padded - length], padded - length, frame, 2 * BLOCK + length);
    System.arraycopy(egress.body(frame, 2 * BLOCK, padded), 0, frame, 2 * BLOCK + padded, BLOCK);
    out.write(frame);
  }

  /**
   * Reads one frame.
   *
   * @param maxBytes a larger one is refused before anything is allocated for it
   */
  byte[] read(final DataInputStream in, final int maxBytes) throws IOException {
    final byte[] header = new byte[BLOCK];
    final byte[] mac = new byte[BLOCK];
    in.readFully(header);
    in.readFully(mac);
    check(ingress.header(header), mac, "header");
    final byte[] plain = decrypt.update(header);
    final int length = (plain[0] & 0xff) << 16 | (plain[1] & 0xff) << 8 | (plain[2] & 0xff);
    if (length == 0 || length > maxBytes) {
      throw new RlpxException(
          DisconnectReason.BREACH_OF_PROTOCOL,
          "frame of %d bytes, between 1 and %d accepted".formatted(length, maxBytes));
    }
    final int padded = padded(length);
    final byte[] body = readBody(in, padded);
    in.readFully(mac);
    check(ingress.body(body, 0, padded), mac, "body");
    // Counter mode works in place.
    crypt(decrypt, body, padded, body, 0);
    return length == padded ? body : Arrays.copyOf(body, length);
  }

  /** Allocates as the bytes arrive: a header alone must not cost what it claims. */
  private static byte[] readBody(final DataInputStream in, final int size) throws IOException {
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

  private static void crypt(
      final Cipher cipher,
      final byte[] in,
      final int length,
      final byte[] out,
      final int outOffset) {
    try {
      for (int done = 0; done < length; done += CHUNK) {
        final int part = Math.min(CHUNK, length - done);
        final int written = cipher.update(in, done, part, out, outOffset + done);
        if (written != part) {
          throw new IllegalStateException("counter mode gave %d of %d".formatted(written, part));
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
