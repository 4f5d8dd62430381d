/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.zks.signing.VerifierAuthentication;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;

/**
 * The main node's side of batch verification on one connection (docs/spec/zks-connection.md,
 * "Verifier lane").
 */
public final class MainNode2fa {
  private final Predicate<Address> accepted;
  private final Supplier<Bytes32> nonces;
  private Optional<Bytes32> pendingNonce = Optional.empty();
  private Optional<Address> signer = Optional.empty();

  /**
   * @param accepted whether that address may sign batches; asked at each authentication
   * @param nonces unpredictable, never the same twice
   */
  public MainNode2fa(final Predicate<Address> accepted, final Supplier<Bytes32> nonces) {
    this.accepted = accepted;
    this.nonces = nonces;
  }

  /** The accepted signer that the peer proved to be; empty while it is not authorised. */
  public Optional<Address> signer() {
    return signer;
  }

  /**
   * Takes one message.
   *
   * @throws ProtocolViolation an answer without challenge, or a message that only a main node sends
   */
  public TwoFaEvent receive(final VerifierMessage message) throws ProtocolViolation {
    return switch (message) {
      case VerifierRoleRequest ignored -> challenge();
      case VerifierAuth auth -> authenticate(auth);
      case VerifyBatchResult result ->
          // Only authorised peers are asked. Upstream forwards every result and leaves it to the
          // signature check; dropping here spares that work for strangers.
          signer.isPresent()
              ? new TwoFaEvent.ResultReceived(result)
              : new TwoFaEvent.Ignored("VerifyBatchResult of a peer that is not authorised");
      case VerifierChallenge ignored ->
          throw new ProtocolViolation("VerifierChallenge sent to a main node");
      case VerifyBatch ignored -> throw new ProtocolViolation("VerifyBatch sent to a main node");
    };
  }

  private TwoFaEvent challenge() {
    // A new role request replaces the pending nonce and the authorisation made before.
    final Bytes32 nonce = nonces.get();
    pendingNonce = Optional.of(nonce);
    signer = Optional.empty();
    return new TwoFaEvent.ChallengeMade(nonce);
  }

  private TwoFaEvent authenticate(final VerifierAuth auth) throws ProtocolViolation {
    final Bytes32 nonce =
        pendingNonce.orElseThrow(() -> new ProtocolViolation("VerifierAuth without a challenge"));
    pendingNonce = Optional.empty();
    final Optional<Address> recovered = VerifierAuthentication.recover(nonce, auth.signature());
    signer = recovered.filter(accepted);
    return signer.isPresent()
        ? new TwoFaEvent.VerifierAuthorized(signer.get())
        : new TwoFaEvent.VerifierUnauthorized(recovered);
  }
}
