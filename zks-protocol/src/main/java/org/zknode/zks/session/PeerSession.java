/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * What a main node knows of a connected peer.
 *
 * @param peerId 64-byte node id
 * @param connectedAtMillis wall clock, milliseconds since the epoch
 * @param replay empty until the peer asked for blocks
 * @param verifier empty until the peer asked for the verifier role
 */
public record PeerSession(
    Bytes peerId,
    String remoteAddress,
    long connectedAtMillis,
    Optional<ReplayProgress> replay,
    Optional<AuthState> verifier) {

  PeerSession withReplay(final ReplayProgress progress) {
    return new PeerSession(
        peerId, remoteAddress, connectedAtMillis, Optional.of(progress), verifier);
  }

  PeerSession withVerifier(final AuthState state) {
    return new PeerSession(peerId, remoteAddress, connectedAtMillis, replay, Optional.of(state));
  }

  /** Eligible for VerifyBatch of a batch with that last block (spec zks-wire 5.8). */
  public boolean eligibleFor(final long lastBlock) {
    return verifier.filter(AuthState.Authorized.class::isInstance).isPresent()
        && replay.filter(progress -> progress.canVerify(lastBlock)).isPresent();
  }
}
