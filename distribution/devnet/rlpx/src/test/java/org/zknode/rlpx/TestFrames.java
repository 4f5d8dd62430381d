/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;

/** Frames that no honest writer makes, with right MACs. */
final class TestFrames {
  private static final int BLOCK = 16;
  private static final Bytes AES = Bytes32.leftPad(Bytes.of(1));
  private static final Bytes MAC = Bytes32.leftPad(Bytes.of(2));
  private static final Bytes SEED = Bytes.of(3);

  private TestFrames() {}

  /** Reads what {@link #sealed} made. */
  static FrameCodec receiver() {
    return new FrameCodec(
        new Handshake.Secrets(
            PrivateKey.fromHex("0x" + "0a".repeat(32)).publicKey(), AES, MAC, Bytes.of(4), SEED));
  }

  /**
   * @param plain 16 bytes of header (missing ones are zero), then the body; the MAC of the body
   *     comes where the header says that it ends
   */
  static byte[] sealed(final byte[] plain) {
    final FrameMac mac = new FrameMac(MAC, SEED);
    final byte[] header = Arrays.copyOf(plain, BLOCK);
    final int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
    final int padded = (length + BLOCK - 1) / BLOCK * BLOCK;
    final byte[] rest = Arrays.copyOfRange(plain, Math.min(BLOCK, plain.length), plain.length);
    try {
      final Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(AES.toArray(), "AES"),
          new IvParameterSpec(new byte[BLOCK]));
      final byte[] sealedHeader = cipher.update(header);
      final ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(sealedHeader);
      out.writeBytes(mac.header(sealedHeader));
      if (rest.length < padded) {
        out.writeBytes(rest);
        return out.toByteArray();
      }
      // The cipher text is as random as the plain text: both come from the fuzzer.
      out.write(rest, 0, padded);
      out.writeBytes(mac.body(rest, 0, padded));
      out.write(rest, padded, rest.length - padded);
      return out.toByteArray();
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks AES/CTR", e);
    }
  }
}
