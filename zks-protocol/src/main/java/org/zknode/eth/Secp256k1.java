/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/** The curve of Ethereum's keys, and public key recovery. */
public final class Secp256k1 {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  static final ECDomainParameters DOMAIN =
      new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

  /** Group order. */
  public static final BigInteger N = CURVE.getN();

  /** Half of the group order: s above it is malleable (EIP-2). */
  public static final BigInteger HALF_N = N.shiftRight(1);

  private static final BigInteger P = CURVE.getCurve().getField().getCharacteristic();

  private Secp256k1() {}

  /** The address whose key made the signature over the digest; empty if there is none. */
  public static Optional<Address> recover(final Bytes32 digest, final Signature signature) {
    return recoverPublicKey(digest, signature).map(Address::ofPublicKey);
  }

  /** The 64-byte public key that made the signature. High s is accepted; callers check it. */
  public static Optional<Bytes> recoverPublicKey(final Bytes32 digest, final Signature signature) {
    final BigInteger r = signature.r();
    final BigInteger s = signature.s();
    if (r.signum() <= 0 || s.signum() <= 0 || r.compareTo(N) >= 0 || s.compareTo(N) >= 0) {
      return Optional.empty();
    }
    // r + N as x coordinate (recovery ids 2 and 3) does not occur in Ethereum signatures.
    if (r.compareTo(P) >= 0) {
      return Optional.empty();
    }
    final byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + (signature.recoveryId() & 1));
    System.arraycopy(UInt256.valueOf(r).toBytes().toArrayUnsafe(), 0, compressed, 1, 32);
    final ECPoint point;
    try {
      point = CURVE.getCurve().decodePoint(compressed);
    } catch (final IllegalArgumentException notOnCurve) {
      return Optional.empty();
    }
    final BigInteger e = digest.toUnsignedBigInteger();
    final BigInteger rInverse = r.modInverse(N);
    final BigInteger u1 = N.subtract(e.mod(N)).multiply(rInverse).mod(N);
    final BigInteger u2 = s.multiply(rInverse).mod(N);
    final ECPoint q = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, point, u2).normalize();
    if (q.isInfinity()) {
      return Optional.empty();
    }
    return Optional.of(Bytes.wrap(q.getEncoded(false)).slice(1));
  }
}
