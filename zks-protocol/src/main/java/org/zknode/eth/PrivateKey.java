/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import java.nio.file.Path;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** A secp256k1 private key. Its text form never shows the secret. */
public final class PrivateKey {
  private final BigInteger secret;
  private final Bytes publicKey;
  private final Address address;

  private PrivateKey(final BigInteger secret) {
    if (secret.signum() <= 0 || secret.compareTo(Secp256k1.N) >= 0) {
      throw new IllegalArgumentException("a private key is between 1 and the group order");
    }
    this.secret = secret;
    this.publicKey =
        Bytes.wrap(
                new FixedPointCombMultiplier()
                    .multiply(Secp256k1.DOMAIN.getG(), secret)
                    .getEncoded(false))
            .slice(1);
    this.address = Address.ofPublicKey(publicKey);
  }

  /** Parses 64 hex digits with or without 0x. */
  public static PrivateKey fromHex(final String hex) {
    return new PrivateKey(Bytes32.fromHexStringStrict(hex.strip()).toUnsignedBigInteger());
  }

  /**
   * Reads a file that contains the hex key, with or without 0x, and nothing else but white space
   * around it.
   *
   * @throws IllegalArgumentException names the file, never its content
   */
  public static PrivateKey fromFile(final Path file) {
    return KeyFile.read(file);
  }

  public Address address() {
    return address;
  }

  /** 64-byte uncompressed public key; also the devp2p node id. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** The secret, for the few places that need it (ECDH of RLPx). */
  public BigInteger secret() {
    return secret;
  }

  /** Deterministic (RFC 6979), low-s signature over the digest. */
  public Signature sign(final Bytes32 digest) {
    final ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(secret, Secp256k1.DOMAIN));
    final BigInteger[] rs = signer.generateSignature(digest.toArrayUnsafe());
    final BigInteger s =
        rs[1].compareTo(Secp256k1.HALF_N) > 0 ? Secp256k1.N.subtract(rs[1]) : rs[1];
    for (int recoveryId = 0; recoveryId < 2; recoveryId++) {
      final Signature candidate = new Signature(rs[0], s, recoveryId);
      if (Secp256k1.recoverPublicKey(digest, candidate).filter(publicKey::equals).isPresent()) {
        return candidate;
      }
    }
    throw new IllegalStateException("a fresh signature does not recover to its own key");
  }

  @Override
  public String toString() {
    return "PrivateKey[" + address + "]";
  }
}
