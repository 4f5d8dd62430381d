/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;

/** What a received verifier message leads to. */
public sealed interface TwoFaEvent {
  /** Send this to the peer. */
  record Send(VerifierMessage message) implements TwoFaEvent {}

  /** Main node: a challenge was made; send it. */
  record ChallengeMade(Bytes32 nonce) implements TwoFaEvent {}

  /** Main node: the peer proved the key of an accepted signer. */
  record VerifierAuthorized(Address signer) implements TwoFaEvent {}

  /**
   * Main node: the peer proved another key, or sent no valid signature. Not a reason to disconnect.
   */
  record VerifierUnauthorized(Optional<Address> signer) implements TwoFaEvent {}

  /** Main node: an answer to VerifyBatch. Its signature is still to be checked. */
  record ResultReceived(VerifyBatchResult result) implements TwoFaEvent {}

  /** External node: a batch to verify. */
  record VerificationAsked(VerifyBatch request) implements TwoFaEvent {}

  /** The message has no meaning for this role at this point and is ignored. */
  record Ignored(String reason) implements TwoFaEvent {}
}
