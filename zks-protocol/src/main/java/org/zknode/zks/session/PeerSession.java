/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * What the main node knows of one connected peer (docs/spec/zks-connection.md, "Sessions and
 * events").
 *
 * @param connection the connection it belongs to; updates of any other are ignored
 * @param connectedAtMillis since the epoch
 * @param replay empty until the peer asks for a replay
 * @param verifier empty until the peer asks to be a verifier
 */
public record PeerSession(
    Bytes peerId,
    Object connection,
    String remoteAddress,
    long connectedAtMillis,
    Optional<ReplayProgress> replay,
    Optional<AuthState> verifier) {

  PeerSession withReplay(final ReplayProgress progress) {
    return new PeerSession(
        peerId, connection, remoteAddress, connectedAtMillis, Optional.of(progress), verifier);
  }

  PeerSession withVerifier(final AuthState state) {
    return new PeerSession(
        peerId, connection, remoteAddress, connectedAtMillis, replay, Optional.of(state));
  }

  /** What the peer does with its place. */
  public ConnectionRegistry.Use use() {
    if (verifier.filter(AuthState.Authorized.class::isInstance).isPresent()) {
      return ConnectionRegistry.Use.VERIFIES;
    }
    return replay.isPresent() ? ConnectionRegistry.Use.REPLAYS : ConnectionRegistry.Use.SILENT;
  }

  /**
   * Eligible for VerifyBatch of a batch with that last block (docs/spec/zks-connection.md,
   * "Eligible verifiers").
   */
  public boolean eligibleFor(final long lastBlock) {
    return verifier.filter(AuthState.Authorized.class::isInstance).isPresent()
        && replay.filter(progress -> progress.canVerify(lastBlock)).isPresent();
  }
}
