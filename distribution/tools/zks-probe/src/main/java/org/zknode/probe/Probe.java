/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.zknode.probe.check.Check;
import org.zknode.probe.check.CheckResult;
import org.zknode.probe.check.Lab;
import org.zknode.probe.check.Outcome;
import org.zknode.probe.check.Settings;
import org.zknode.probe.report.Reporter;
import org.zknode.probe.report.Target;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.Event;
import org.zknode.probe.session.NodeKeys;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.MessageType;

/** Looks at a node, then runs checks on each version of {@code zks}. */
final class Probe {
  private final Dialer dialer;
  private final NodeKeys keys;
  private final Settings settings;
  private final List<Capability> versions;
  private final Reporter reporter;

  /**
   * @param versions of {@code zks} that are wanted
   */
  Probe(
      final Dialer dialer,
      final NodeKeys keys,
      final Settings settings,
      final List<Capability> versions,
      final Reporter reporter) {
    this.dialer = dialer;
    this.keys = keys;
    this.settings = settings;
    this.versions = List.copyOf(versions);
    this.reporter = reporter;
  }

  /**
   * @return false when a check failed
   * @throws ConnectFailure there is no node that speaks {@code zks}
   */
  boolean run(final List<Check> checks) throws ConnectFailure, InterruptedException {
    final Target target = look();
    reporter.target(target);
    boolean passed = true;
    for (final Capability version : versions) {
      if (!target.offered().contains(version.toString())) {
        reporter.notOffered(version.toString());
        continue;
      }
      reporter.version(version.toString());
      final Lab lab = new Lab(dialer, keys, version, settings);
      for (final Check check : checks) {
        final CheckResult result = run(check, lab, version, target.role());
        reporter.result(result);
        passed &= result.outcome().verdict() != Outcome.Verdict.FAIL;
      }
    }
    reporter.end();
    return passed;
  }

  private Target look() throws ConnectFailure, InterruptedException {
    final List<Capability> offers = new ArrayList<>(versions);
    offers.add(Capabilities.ZKS_2FA_1);
    try (ProbeConnection connection =
        dialer.open(keys.key(NodeKeys.Who.SUBJECT).orElseThrow(), offers, OptionalInt.empty())) {
      return Target.of(dialer.target().toString(), connection, role(connection));
    }
  }

  private Target.Role role(final ProbeConnection connection) throws InterruptedException {
    connection.send(connection.zks().orElseThrow(), GetBlockReplays.from(settings.from(), 1));
    final long deadline = System.nanoTime() + settings.timeout().toNanos();
    while (true) {
      final Optional<Event> event = connection.next(Duration.ofNanos(deadline - System.nanoTime()));
      if (event.isEmpty() || event.get() instanceof Event.Ended) {
        return Target.Role.UNKNOWN;
      }
      if (event.get() instanceof Event.Received received
          && received.capability().name().equals(Capability.ZKS)) {
        if (received.code() == received.capability().id(MessageType.BLOCK_REPLAYS)) {
          return Target.Role.MAIN;
        }
        if (received.code() == received.capability().id(MessageType.GET_BLOCK_REPLAYS)) {
          return Target.Role.EXTERNAL;
        }
      }
    }
  }

  private static CheckResult run(
      final Check check, final Lab lab, final Capability version, final Target.Role role)
      throws InterruptedException {
    final long start = System.nanoTime();
    Outcome outcome;
    if (role == Target.Role.EXTERNAL && check.needsMainNode()) {
      outcome =
          new Outcome(
              Outcome.Verdict.SKIP, "the node is an external node: it asks for blocks", Map.of());
    } else {
      try {
        outcome = check.run(lab);
      } catch (final ConnectFailure e) {
        outcome = new Outcome(Outcome.Verdict.FAIL, e.getMessage(), Map.of());
      }
    }
    return new CheckResult(
        check.name(),
        version.toString(),
        check.expected(),
        outcome,
        (System.nanoTime() - start) / 1_000_000);
  }
}
