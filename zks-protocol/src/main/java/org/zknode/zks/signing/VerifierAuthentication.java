/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.signing;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;

/**
 * The verifier's proof of its key, version 1 (docs/spec/batch-verification.md, "Challenge
 * signature"): no EIP-191, no EIP-712.
 */
public final class VerifierAuthentication {
  private static final Bytes DOMAIN =
      Bytes.wrap("zksync-os:verifier-auth:v1".getBytes(StandardCharsets.US_ASCII));

  private VerifierAuthentication() {}

  /** What is signed: keccak256 of the domain and the nonce. */
  public static Bytes32 prehash(final Bytes32 nonce) {
    return Keccak256.hash(DOMAIN, nonce);
  }

  /** 65 bytes r, s, v with v 27 or 28. */
  public static Bytes sign(final Bytes32 nonce, final PrivateKey key) {
    return key.sign(prehash(nonce)).toBytes();
  }

  /** Who answered the challenge; empty when the bytes are no signature. */
  public static Optional<Address> recover(final Bytes32 nonce, final Bytes signature) {
    return RecoverableSignatures.recover(prehash(nonce), signature);
  }
}
