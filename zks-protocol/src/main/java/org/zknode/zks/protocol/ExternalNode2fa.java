/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import org.zknode.eth.PrivateKey;
import org.zknode.zks.signing.VerifierAuthentication;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;

/**
 * The verifier's side of batch verification on one connection (docs/spec/zks-connection.md,
 * "Verifier lane").
 */
public final class ExternalNode2fa {
  private final PrivateKey key;
  private boolean challenged;

  public ExternalNode2fa(final PrivateKey key) {
    this.key = key;
  }

  /** What the connection starts with. */
  public VerifierRoleRequest start() {
    return new VerifierRoleRequest();
  }

  /**
   * Takes one message.
   *
   * @throws ProtocolViolation the first message is not the challenge
   */
  public TwoFaEvent receive(final VerifierMessage message) throws ProtocolViolation {
    if (!challenged) {
      if (message instanceof VerifierChallenge challenge) {
        challenged = true;
        return new TwoFaEvent.Send(
            new VerifierAuth(VerifierAuthentication.sign(challenge.nonce(), key)));
      }
      throw new ProtocolViolation("%s where a challenge was expected".formatted(message.type()));
    }
    return message instanceof VerifyBatch request
        ? new TwoFaEvent.VerificationAsked(request)
        : new TwoFaEvent.Ignored("%s sent to a verifier".formatted(message.type()));
  }
}
