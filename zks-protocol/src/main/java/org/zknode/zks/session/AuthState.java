/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * How far a peer's authorisation as a verifier is (docs/spec/zks-connection.md, "Sessions and
 * events").
 */
public sealed interface AuthState {
  record RoleRequested() implements AuthState {}

  record Challenged(Bytes32 nonce) implements AuthState {}

  record Authorized(Address signer) implements AuthState {}

  /**
   * @param signer empty when the signature was malformed
   */
  record Unauthorized(Optional<Address> signer) implements AuthState {}
}
