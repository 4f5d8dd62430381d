/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.zks.protocol.TwoFaEvent.ChallengeMade;
import org.zknode.zks.protocol.TwoFaEvent.Ignored;
import org.zknode.zks.protocol.TwoFaEvent.ResultReceived;
import org.zknode.zks.protocol.TwoFaEvent.Send;
import org.zknode.zks.protocol.TwoFaEvent.VerificationAsked;
import org.zknode.zks.protocol.TwoFaEvent.VerifierAuthorized;
import org.zknode.zks.protocol.TwoFaEvent.VerifierUnauthorized;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;

class TwoFaTest {
  private static final PrivateKey ACCEPTED =
      PrivateKey.fromHex("0x7726827caac94a7f9e1b160f7ea819f172f7b6f9d2a97f992c38edeab82d4110");
  private static final PrivateKey OTHER =
      PrivateKey.fromHex("0x59c6995e998f97a5a0044966f094538e5f7d918e2f8b3bf3f1e9465d9b38787e");
  private static final VerifyBatch REQUEST =
      new VerifyBatch(41, 7, 100, 120, 1, Bytes.of(1), Bytes.of(2), 31);
  private static final VerifyBatchResult RESULT =
      new VerifyBatchResult(41, 7, new Approved(Bytes.repeat((byte) 9, 65)));

  private final Queue<Bytes32> nonces =
      new ArrayDeque<>(List.of(Bytes32.repeat((byte) 1), Bytes32.repeat((byte) 2)));
  private final MainNode2fa main = new MainNode2fa(ACCEPTED.address()::equals, nonces::remove);

  private TwoFaEvent authenticate(final PrivateKey key) throws ProtocolViolation {
    final ExternalNode2fa external = new ExternalNode2fa(key);
    final ChallengeMade challenge = (ChallengeMade) main.receive(external.start());
    final Send answer = (Send) external.receive(new VerifierChallenge(challenge.nonce()));
    return main.receive(answer.message());
  }

  @Test
  void authorisesAnAcceptedSigner() throws ProtocolViolation {
    assertThat(authenticate(ACCEPTED)).isEqualTo(new VerifierAuthorized(ACCEPTED.address()));
    assertThat(main.signer()).contains(ACCEPTED.address());
    assertThat(main.receive(RESULT)).isEqualTo(new ResultReceived(RESULT));
  }

  @Test
  void namesASignerThatIsNotAccepted() throws ProtocolViolation {
    assertThat(authenticate(OTHER))
        .isEqualTo(new VerifierUnauthorized(Optional.of(OTHER.address())));
    assertThat(main.signer()).isEmpty();
    assertThat(main.receive(RESULT)).isInstanceOf(Ignored.class);
  }

  @Test
  void aMalformedSignatureIsUnauthorised() throws ProtocolViolation {
    main.receive(new VerifierRoleRequest());

    assertThat(main.receive(new VerifierAuth(Bytes.repeat((byte) 7, 64))))
        .isEqualTo(new VerifierUnauthorized(Optional.empty()));
  }

  @Test
  void aNonceIsUsedOnce() throws ProtocolViolation {
    final ExternalNode2fa external = new ExternalNode2fa(ACCEPTED);
    final ChallengeMade challenge = (ChallengeMade) main.receive(external.start());
    final VerifierMessage answer =
        ((Send) external.receive(new VerifierChallenge(challenge.nonce()))).message();
    main.receive(answer);

    assertThatThrownBy(() -> main.receive(answer)).isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void aNewRoleRequestReplacesTheNonceAndTheAuthorisation() throws ProtocolViolation {
    authenticate(ACCEPTED);
    final ChallengeMade second = (ChallengeMade) main.receive(new VerifierRoleRequest());

    assertThat(second.nonce()).isEqualTo(Bytes32.repeat((byte) 2));
    assertThat(main.signer()).isEmpty();
  }

  @Test
  void messagesOfAMainNodeAreViolations() {
    assertThatThrownBy(() -> main.receive(new VerifierChallenge(Bytes32.ZERO)))
        .isInstanceOf(ProtocolViolation.class);
    assertThatThrownBy(() -> main.receive(REQUEST)).isInstanceOf(ProtocolViolation.class);
    assertThatThrownBy(() -> main.receive(new VerifierAuth(Bytes.EMPTY)))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void theVerifierExpectsTheChallengeFirst() {
    assertThatThrownBy(() -> new ExternalNode2fa(ACCEPTED).receive(REQUEST))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void theVerifierTakesBatchesAndIgnoresTheRest() throws ProtocolViolation {
    final ExternalNode2fa external = new ExternalNode2fa(ACCEPTED);
    external.receive(new VerifierChallenge(Bytes32.ZERO));

    assertThat(external.receive(REQUEST)).isEqualTo(new VerificationAsked(REQUEST));
    assertThat(external.receive(RESULT)).isInstanceOf(Ignored.class);
    assertThat(external.receive(new VerifierChallenge(Bytes32.ZERO))).isInstanceOf(Ignored.class);
  }
}
