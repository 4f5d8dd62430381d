/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.wire.VerifierAuth;

/** {@code bad-auth}: a signature that is none. */
final class BadAuthCheck implements Check {
  private static final int SIGNATURE_BYTES = 65;

  @Override
  public String name() {
    return "bad-auth";
  }

  @Override
  public String expected() {
    return "a malformed signature only means: no verifier; the connection stays and replay works";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final Map<String, Bytes> signatures = new LinkedHashMap<>();
    signatures.put("64 bytes", Bytes.repeat((byte) 7, SIGNATURE_BYTES - 1));
    signatures.put("no bytes", Bytes.EMPTY);
    signatures.put("zeros", Bytes.repeat((byte) 0, SIGNATURE_BYTES));
    signatures.put("r and s above the group order", Bytes.repeat((byte) 0xff, SIGNATURE_BYTES));
    for (final Map.Entry<String, Bytes> signature : signatures.entrySet()) {
      try (ProbeConnection connection = lab.connect()) {
        if (connection.verification().isEmpty()) {
          return Outcome.skip(AuthCheck.NO_LANE);
        }
        final ProbeConnection.Lane lane = connection.verification().get();
        Challenges.ask(connection, lane, lab.settings().timeout());
        connection.send(lane, new VerifierAuth(signature.getValue()));
        final Optional<String> trouble = lab.firstRecord(connection);
        if (trouble.isPresent()) {
          return Outcome.fail(
              "after a signature of %s: %s".formatted(signature.getKey(), trouble.get()));
        }
      } catch (final Violation e) {
        return Outcome.fail(e.getMessage());
      }
    }
    return Outcome.pass("blocks came after signatures of " + signatures.keySet());
  }
}
