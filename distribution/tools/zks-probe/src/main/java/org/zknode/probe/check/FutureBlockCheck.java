/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;

/** {@code future-block}: a block that does not exist yet is waited for. */
final class FutureBlockCheck implements Check {
  /** No chain gets there. */
  private static final long FAR = 1L << 40;

  @Override
  public String name() {
    return "future-block";
  }

  @Override
  public String expected() {
    return "a request far above the head is met with silence and the connection is kept";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    try (ProbeConnection connection = lab.connect()) {
      Lab.request(connection, FAR, 1);
      final Reaction reaction = Reaction.first(connection, lab.settings().quiet());
      if (!reaction.answers().isEmpty() || reaction.end().isPresent()) {
        return Outcome.fail(reaction.text());
      }
      final Optional<String> dead = connection.ping(lab.settings().timeout());
      return Outcome.of(
          dead.isEmpty(),
          dead.orElse("silence for %s, Ping answered".formatted(lab.settings().quiet())));
    }
  }
}
