/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** The running MAC of one direction: Keccak-256 over everything, stirred with AES-256. */
final class FrameMac {
  /** A MAC and an AES block are 16 bytes. */
  static final int SIZE = 16;

  private final KeccakDigest digest = new KeccakDigest(256);
  private final Cipher aes;
  // The digest as it is now, which the next header starts from.
  private byte[] last;

  FrameMac(final Bytes macSecret, final Bytes seed) {
    try {
      aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(macSecret.toArray(), "AES"));
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks AES/ECB", e);
    }
    final byte[] bytes = seed.toArrayUnsafe();
    digest.update(bytes, 0, bytes.length);
    last = value();
  }

  /**
   * @param cipherText starts with the encrypted header
   */
  byte[] header(final byte[] cipherText) {
    return stir(last, cipherText);
  }

  byte[] body(final byte[] cipherText, final int offset, final int length) {
    digest.update(cipherText, offset, length);
    final byte[] seed = value();
    return stir(seed, seed);
  }

  /** Of everything so far; more follows, so it is read from a copy. */
  private byte[] value() {
    final byte[] all = new byte[digest.getDigestSize()];
    new KeccakDigest(digest).doFinal(all, 0);
    return Arrays.copyOf(all, SIZE);
  }

  private byte[] stir(final byte[] seed, final byte[] with) {
    final byte[] block;
    try {
      block = aes.doFinal(seed);
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("AES of one block failed", e);
    }
    for (int i = 0; i < SIZE; i++) {
      block[i] ^= with[i];
    }
    digest.update(block, 0, SIZE);
    last = value();
    return last;
  }
}
