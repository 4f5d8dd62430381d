/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum uses it (not SHA3-256). */
public final class Keccak256 {
  private Keccak256() {}

  /** Hash of the concatenation of the parts. */
  public static Bytes32 hash(final Bytes... parts) {
    final KeccakDigest digest = new KeccakDigest(256);
    for (final Bytes part : parts) {
      final byte[] array = part.toArrayUnsafe();
      digest.update(array, 0, array.length);
    }
    final byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return Bytes32.wrap(out);
  }
}
