/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;

/** {@code hello}: the session comes about and lasts. */
final class HelloCheck implements Check {
  /** From this version on messages are compressed. */
  private static final int P2P_VERSION = 5;

  @Override
  public String name() {
    return "hello";
  }

  @Override
  public String expected() {
    return "devp2p 5, the node id of the enode, this version of zks, an eth Status where eth is"
        + " agreed, and a connection that is still there after a while";
  }

  @Override
  public boolean needsMainNode() {
    return false;
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    try (ProbeConnection connection = lab.connect()) {
      final String session =
          "devp2p %d, agreed %s, %s"
              .formatted(
                  connection.hello().p2pVersion(),
                  connection.agreed().stream().map(a -> a.capability().toString()).toList(),
                  connection.ethStatus().map(Object::toString).orElse("no eth"));
      if (connection.hello().p2pVersion() < P2P_VERSION) {
        return Outcome.fail(session);
      }
      if (!connection.hello().nodeId().equals(lab.dialer().target().nodeId())) {
        return Outcome.fail("Hello names the node id " + connection.hello().nodeId());
      }
      final boolean wrongVersion =
          connection
              .ethStatus()
              .filter(
                  status ->
                      connection.agreed().stream()
                          .noneMatch(
                              a ->
                                  a.capability().name().equals("eth")
                                      && a.capability().version() == status.version()))
              .isPresent();
      if (wrongVersion) {
        return Outcome.fail("Status of another version than the agreed one: " + session);
      }
      final Reaction reaction = Reaction.watch(connection, lab.settings().quiet());
      final Optional<String> end =
          reaction.end().isPresent()
              ? Optional.of(reaction.text())
              : connection.ping(lab.settings().timeout());
      return Outcome.of(
          end.isEmpty(), session + ", " + end.orElse("alive after " + lab.settings().quiet()));
    }
  }
}
