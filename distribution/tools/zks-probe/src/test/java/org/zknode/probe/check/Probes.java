/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;

/** Runs single checks on scripted peers. */
final class Probes {
  /** Of right peers, which end it before or are silent. */
  static final Duration QUIET = Duration.ofMillis(250);

  /** Of wrong peers, which answer before: a busy machine must not make them look right. */
  private static final Duration LONG_QUIET = Duration.ofSeconds(3);

  private Probes() {}

  static Settings settings(final Duration timeout, final Duration quiet, final OptionalInt count) {
    return new Settings(1, count, timeout, quiet, Duration.ofMillis(600), 1, 40, Optional.empty());
  }

  static Outcome run(final String check, final ScriptedPeer peer, final Lab lab)
      throws InterruptedException {
    try (peer) {
      return Suite.find(check).orElseThrow().run(lab);
    } catch (final ConnectFailure e) {
      return Outcome.fail(e.getMessage());
    }
  }

  static Lab lab(
      final ScriptedPeer peer,
      final Capability version,
      final Duration timeout,
      final Duration quiet) {
    return new Lab(
        new Dialer(peer.enode(), timeout, EthStatus.Overrides.NONE),
        new NodeKeys(List.of()),
        version,
        settings(timeout, quiet, OptionalInt.empty()));
  }

  static Outcome right(final String check, final Capability version) throws Exception {
    final ScriptedPeer peer = ScriptedPeer.right();
    return run(check, peer, lab(peer, version, Duration.ofSeconds(10), QUIET));
  }

  /** Where the peer sees all of the probe at one address, and tells nobody else apart either. */
  static Lab fromOneAddress(final ScriptedPeer peer) {
    final Duration timeout = Duration.ofSeconds(1);
    final Dialer dialer = new Dialer(peer.enode(), timeout, EthStatus.Overrides.NONE);
    return new Lab(
        dialer,
        dialer,
        new NodeKeys(List.of()),
        Capabilities.ZKS_5,
        settings(timeout, QUIET, OptionalInt.empty()));
  }

  /** On a wrong peer: what must happen does not, so the timeout is short. */
  static Outcome wrong(final String check, final ScriptedPeer peer) throws Exception {
    return run(check, peer, lab(peer, Capabilities.ZKS_5, Duration.ofSeconds(1), LONG_QUIET));
  }
}
