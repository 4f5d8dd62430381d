/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.zks.limit.Limit;

/**
 * What happened, for logs, metrics and tests (docs/spec/zks-connection.md, "Sessions and events").
 */
public sealed interface ZksEvent {
  Bytes peerId();

  record Established(Bytes peerId, String remoteAddress, boolean outbound) implements ZksEvent {}

  record Closed(Bytes peerId) implements ZksEvent {}

  record ReplayRequested(Bytes peerId, long startingBlock) implements ZksEvent {}

  record VerifierRoleRequested(Bytes peerId) implements ZksEvent {}

  record VerifierChallengeSent(Bytes peerId, Bytes32 nonce) implements ZksEvent {}

  record VerifierAuthorized(Bytes peerId, Address signer) implements ZksEvent {}

  /**
   * @param signer empty when the signature was malformed
   */
  record VerifierUnauthorized(Bytes peerId, Optional<Address> signer) implements ZksEvent {}

  /** Queued for the peer, not acknowledged: zks has no acknowledgement. */
  record ReplayBlockSent(Bytes peerId, long block) implements ZksEvent {}

  record MaxActiveConnectionsExceeded(Bytes peerId, int maxConnections) implements ZksEvent {}

  /**
   * @param maxConnections for one address
   */
  record AddressConnectionsExceeded(Bytes peerId, int maxConnections) implements ZksEvent {}

  record ReplayStreamStalled(Bytes peerId, long nextBlock) implements ZksEvent {}

  /** A message without meaning for this role at this point; the connection goes on. */
  record Ignored(Bytes peerId, String what) implements ZksEvent {}

  /**
   * Verification ended on this connection, replay goes on (docs/spec/zks-connection.md,
   * "Violations").
   */
  record VerificationLaneClosed(Bytes peerId, String why) implements ZksEvent {}

  /** A limit refused something. */
  record LimitReached(Bytes peerId, Limit limit) implements ZksEvent {}
}
