/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.probe.session.Event;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;

/** The verifier's side of the authentication, as far as the checks need it. */
final class Challenges {
  private Challenges() {}

  /** Asks for the verifier role and waits for the nonce. */
  static Bytes32 ask(
      final ProbeConnection connection, final ProbeConnection.Lane lane, final Duration timeout)
      throws Violation, InterruptedException {
    connection.send(lane, new VerifierRoleRequest());
    final long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      final Optional<Event> event = connection.next(Duration.ofNanos(deadline - System.nanoTime()));
      if (event.isEmpty()) {
        throw new Violation("no VerifierChallenge within " + timeout);
      }
      if (event.get() instanceof Event.Ended end) {
        throw new Violation("instead of a VerifierChallenge: " + end.how());
      }
      if (event.get() instanceof Event.Received received
          && received.capability().equals(lane.capability())) {
        try {
          if (received.decode() instanceof VerifierChallenge challenge) {
            return challenge.nonce();
          }
        } catch (final ZksDecodeException e) {
          throw new Violation("instead of a VerifierChallenge: " + e.getMessage());
        }
      }
    }
  }
}
