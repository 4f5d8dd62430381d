/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;

/** {@code second-request}: exactly one request per connection. */
final class SecondRequestCheck implements Check {
  @Override
  public String name() {
    return "second-request";
  }

  @Override
  public String expected() {
    return "the connection ends after a second GetBlockReplays; the node serves a new one";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final Reaction reaction;
    try (ProbeConnection connection = lab.connect()) {
      final Optional<String> none = lab.firstRecord(connection);
      if (none.isPresent()) {
        return Outcome.fail("the first request: " + none.get());
      }
      Lab.request(connection, lab.settings().from(), 1);
      reaction = Reaction.watch(connection, lab.settings().timeout());
    }
    if (reaction.end().isEmpty()) {
      return Outcome.fail("the connection is still there after " + lab.settings().timeout());
    }
    final Optional<String> trouble = lab.trouble();
    return Outcome.of(
        trouble.isEmpty(), reaction.end().get().how() + trouble.map(t -> "; " + t).orElse(""));
  }
}
