/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.units.bigints.UInt256;

/**
 * A recoverable secp256k1 signature.
 *
 * @param recoveryId 0 or 1: parity of the y coordinate of the ephemeral point
 */
public record Signature(BigInteger r, BigInteger s, int recoveryId) {

  /** 65 bytes r, s, v with v = 27 or 28. */
  public Bytes toBytes() {
    return Bytes.concatenate(
        UInt256.valueOf(r).toBytes(), UInt256.valueOf(s).toBytes(), Bytes.of(27 + recoveryId));
  }

  /**
   * Parses 65 bytes r, s, v; v may be 0, 1, 27, 28.
   *
   * @throws IllegalArgumentException other length or other v
   */
  public static Signature fromBytes(final Bytes bytes) {
    if (bytes.size() != 65) {
      throw new IllegalArgumentException("a signature has 65 bytes, got " + bytes.size());
    }
    final int v = bytes.get(64) & 0xff;
    final int recoveryId = v >= 27 ? v - 27 : v;
    if (recoveryId > 1) {
      throw new IllegalArgumentException("v of a signature is 0, 1, 27 or 28, got " + v);
    }
    return new Signature(
        bytes.slice(0, 32).toUnsignedBigInteger(),
        bytes.slice(32, 32).toUnsignedBigInteger(),
        recoveryId);
  }
}
