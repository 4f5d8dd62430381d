/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.signing;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Secp256k1;
import org.zknode.eth.Signature;

/**
 * Signatures as peers send them: 65 bytes r, s, v (docs/spec/batch-verification.md, "Challenge
 * signature").
 */
final class RecoverableSignatures {
  private static final int SIZE = 65;

  /** First v of EIP-155. */
  private static final int EIP155 = 35;

  private RecoverableSignatures() {}

  /**
   * Who signed; empty when the bytes are no signature. v may be 0, 1, 27, 28 or 35 and above. A
   * high s is accepted: recovery gives the same key as for its normalised form.
   */
  static Optional<Address> recover(final Bytes32 digest, final Bytes signature) {
    if (signature.size() != SIZE) {
      return Optional.empty();
    }
    final int v = signature.get(SIZE - 1) & 0xff;
    final int recoveryId;
    if (v <= 1) {
      recoveryId = v;
    } else if (v == 27 || v == 28) {
      recoveryId = v - 27;
    } else if (v >= EIP155) {
      recoveryId = (v - EIP155) % 2;
    } else {
      return Optional.empty();
    }
    return Secp256k1.recover(
        digest,
        new Signature(
            signature.slice(0, 32).toUnsignedBigInteger(),
            signature.slice(32, 32).toUnsignedBigInteger(),
            recoveryId));
  }
}
