/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.List;
import java.util.OptionalInt;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.NodeKeys.Who;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.rlpx.Capability;

/** {@code no-common-version}: a peer whose only {@code zks} the node does not know. */
final class NoCommonVersionCheck implements Check {
  /** Not a version of anybody. */
  private static final int UNKNOWN_VERSION = 250;

  @Override
  public String name() {
    return "no-common-version";
  }

  @Override
  public String expected() {
    return "with zks/%d only, the node ends the session or keeps it without zks; others are served"
        .formatted(UNKNOWN_VERSION);
  }

  @Override
  public boolean needsMainNode() {
    return false;
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final List<Capability> offers = new java.util.ArrayList<>(Dialer.hello(List.of()));
    offers.add(new Capability("zks", UNKNOWN_VERSION, 2));
    try (ProbeConnection connection =
        lab.dialer()
            .connect(lab.keys().key(Who.SUBJECT).orElseThrow(), offers, OptionalInt.empty())) {
      final boolean agreed =
          connection.agreed().stream().anyMatch(a -> a.capability().name().equals("zks"));
      final Reaction reaction = Reaction.watch(connection, lab.settings().quiet());
      if (agreed || !reaction.answers().isEmpty()) {
        return Outcome.fail("agreed %s, %s".formatted(connection.agreed(), reaction.text()));
      }
      if (reaction.end().isEmpty() && connection.agreed().isEmpty()) {
        return Outcome.fail("nothing in common, but the connection is kept");
      }
      return Outcome.pass(
          "agreed %s, %s"
              .formatted(
                  connection.agreed().stream().map(a -> a.capability().toString()).toList(),
                  reaction.end().map(end -> end.how()).orElse("connection kept without zks")));
    } catch (final ConnectFailure refused) {
      return Outcome.pass(refused.getMessage());
    }
  }
}
