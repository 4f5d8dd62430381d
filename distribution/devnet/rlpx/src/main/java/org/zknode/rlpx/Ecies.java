/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;

/**
 * ECIES of the RLPx handshake: {@code 0x04 ‖ R (64) ‖ iv (16) ‖ AES-128-CTR ‖ HMAC-SHA-256 (32)},
 * keys by the NIST SP 800-56 concatenation KDF over SHA-256.
 */
final class Ecies {
  private static final int POINT = 65;
  private static final int IV = 16;
  private static final int TAG = 32;

  /** What encryption adds, in bytes. */
  static final int OVERHEAD = POINT + IV + TAG;

  private Ecies() {}

  static byte[] encrypt(
      final Bytes recipient, final byte[] plain, final byte[] sharedMac, final SecureRandom random)
      throws RlpxException {
    final PrivateKey ephemeral = Ecdh.randomKey(random);
    final Keys keys = Keys.derive(Ecdh.agree(ephemeral, recipient));
    final byte[] out = new byte[OVERHEAD + plain.length];
    out[0] = 4;
    System.arraycopy(ephemeral.publicKey().toArrayUnsafe(), 0, out, 1, POINT - 1);
    final byte[] iv = new byte[IV];
    random.nextBytes(iv);
    System.arraycopy(iv, 0, out, POINT, IV);
    final byte[] cipherText = keys.crypt(Cipher.ENCRYPT_MODE, iv, plain, 0, plain.length);
    System.arraycopy(cipherText, 0, out, POINT + IV, cipherText.length);
    final byte[] tag = keys.tag(out, POINT, IV + plain.length, sharedMac);
    System.arraycopy(tag, 0, out, out.length - TAG, TAG);
    return out;
  }

  static byte[] decrypt(final PrivateKey key, final byte[] message, final byte[] sharedMac)
      throws RlpxException {
    if (message.length < OVERHEAD || message[0] != 4) {
      throw breach("handshake packet is not ECIES");
    }
    final Keys keys = Keys.derive(Ecdh.agree(key, Bytes.wrap(message, 1, POINT - 1)));
    final int length = message.length - OVERHEAD;
    final byte[] tag = keys.tag(message, POINT, IV + length, sharedMac);
    if (!MessageDigest.isEqual(
        tag, Arrays.copyOfRange(message, message.length - TAG, message.length))) {
      throw breach("handshake packet is not for this key, or was changed");
    }
    return keys.crypt(
        Cipher.DECRYPT_MODE,
        Arrays.copyOfRange(message, POINT, POINT + IV),
        message,
        POINT + IV,
        length);
  }

  private static RlpxException breach(final String text) {
    return new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, text);
  }

  private record Keys(byte[] encryption, byte[] mac) {
    static Keys derive(final Bytes secret) {
      try {
        final MessageDigest sha = MessageDigest.getInstance("SHA-256");
        // One round is enough: the 32 bytes of SHA-256 are both 16-byte keys.
        sha.update(new byte[] {0, 0, 0, 1});
        final byte[] derived = sha.digest(secret.toArrayUnsafe());
        return new Keys(
            Arrays.copyOf(derived, 16), sha.digest(Arrays.copyOfRange(derived, 16, 32)));
      } catch (final GeneralSecurityException e) {
        throw new IllegalStateException("this JDK lacks SHA-256", e);
      }
    }

    byte[] crypt(
        final int mode, final byte[] iv, final byte[] data, final int offset, final int length) {
      try {
        final Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(mode, new SecretKeySpec(encryption, "AES"), new IvParameterSpec(iv));
        return cipher.doFinal(data, offset, length);
      } catch (final GeneralSecurityException e) {
        throw new IllegalStateException("this JDK lacks AES/CTR", e);
      }
    }

    byte[] tag(final byte[] data, final int offset, final int length, final byte[] sharedMac) {
      try {
        final Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(mac, "HmacSHA256"));
        hmac.update(data, offset, length);
        return hmac.doFinal(sharedMac);
      } catch (final GeneralSecurityException e) {
        throw new IllegalStateException("this JDK lacks HmacSHA256", e);
      }
    }
  }
}
