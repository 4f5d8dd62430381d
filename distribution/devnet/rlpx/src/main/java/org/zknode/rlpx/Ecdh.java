/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.security.SecureRandom;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.zknode.eth.PrivateKey;

/** Key agreement on secp256k1. */
final class Ecdh {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

  private Ecdh() {}

  /** The x coordinate of secret × publicKey, 32 bytes. */
  static Bytes agree(final PrivateKey key, final Bytes publicKey) throws RlpxException {
    final ECPoint point;
    try {
      point =
          CURVE.getCurve().decodePoint(Bytes.concatenate(Bytes.of(4), publicKey).toArrayUnsafe());
    } catch (final IllegalArgumentException notOnCurve) {
      throw new RlpxException(
          DisconnectReason.BREACH_OF_PROTOCOL, "public key is not on the curve", notOnCurve);
    }
    final ECPoint shared = point.multiply(key.secret()).normalize();
    if (shared.isInfinity()) {
      throw new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, "shared point is at infinity");
    }
    return Bytes.wrap(shared.getAffineXCoord().getEncoded());
  }

  /** A fresh key. */
  static PrivateKey randomKey(final SecureRandom random) {
    while (true) {
      final byte[] secret = new byte[32];
      random.nextBytes(secret);
      try {
        return PrivateKey.fromHex(Bytes32.wrap(secret).toHexString());
      } catch (final IllegalArgumentException outOfRange) {
        // Zero or above the group order, probability 2^-128: draw again.
        continue;
      }
    }
  }
}
