/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;

/**
 * Something that a node must refuse: it may end the connection or ignore the message, as long as it
 * does not act on it, still answers Ping when it keeps the connection, and goes on serving others.
 */
final class Provocation {
  /** Makes the connection that the wrong thing is sent on. */
  interface Connector {
    ProbeConnection connect() throws ConnectFailure, InterruptedException;
  }

  /** Sends the wrong thing. */
  interface Attack {
    void send(ProbeConnection connection);
  }

  /**
   * @param label what is wrong with it, for people
   */
  record Variant(String label, Attack attack) {}

  private Provocation() {}

  static Outcome run(final Lab lab, final Connector connector, final List<Variant> variants)
      throws ConnectFailure, InterruptedException {
    final List<String> seen = new ArrayList<>();
    for (final Variant variant : variants) {
      try (ProbeConnection connection = connector.connect()) {
        variant.attack().send(connection);
        final Reaction reaction = Reaction.first(connection, lab.settings().quiet());
        seen.add(variant.label() + ": " + reaction.text());
        if (!reaction.answers().isEmpty()) {
          return Outcome.fail(String.join("; ", seen));
        }
        if (reaction.end().isEmpty()) {
          final Optional<String> dead = connection.ping(lab.settings().timeout());
          if (dead.isPresent()) {
            return Outcome.fail("%s; then %s".formatted(String.join("; ", seen), dead.get()));
          }
        }
      }
    }
    final Optional<String> trouble = lab.trouble();
    trouble.ifPresent(seen::add);
    return Outcome.of(trouble.isEmpty(), String.join("; ", seen));
  }
}
