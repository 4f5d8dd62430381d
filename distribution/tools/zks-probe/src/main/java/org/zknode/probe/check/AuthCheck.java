/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.signing.VerifierAuthentication;
import org.zknode.zks.wire.VerifierAuth;

/** {@code auth}: the challenge of a verifier. */
final class AuthCheck implements Check {
  static final String NO_LANE = "the node agreed on no verifier messages (zks/3, zks/4, zks_2fa/1)";

  @Override
  public String name() {
    return "auth";
  }

  @Override
  public String expected() {
    return "a VerifierChallenge with 32 bytes for each VerifierRoleRequest, never the same twice; an"
        + " answer to the signature is not defined, replay works afterwards";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final PrivateKey signer = lab.settings().verifierKey().orElseGet(() -> lab.keys().fresh());
    try (ProbeConnection connection = lab.connect()) {
      if (connection.verification().isEmpty()) {
        return Outcome.skip(NO_LANE);
      }
      final ProbeConnection.Lane lane = connection.verification().get();
      final Bytes32 first = Challenges.ask(connection, lane, lab.settings().timeout());
      connection.send(lane, new VerifierAuth(VerifierAuthentication.sign(first, signer)));
      final Bytes32 second = Challenges.ask(connection, lane, lab.settings().timeout());
      if (first.equals(second)) {
        return Outcome.fail("the same nonce twice: " + first);
      }
      connection.send(lane, new VerifierAuth(VerifierAuthentication.sign(second, signer)));
      final Optional<String> trouble = lab.firstRecord(connection);
      return trouble.isPresent()
          ? Outcome.fail("two challenges; after the second signature: " + trouble.get())
          : Outcome.pass(
              "two challenges on %s, both answered as %s, then blocks"
                  .formatted(lane.capability(), signer.address()));
    } catch (final Violation e) {
      return Outcome.fail(e.getMessage());
    }
  }
}
