/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.zknode.eth.PrivateKey;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.protocol.ExternalNode2fa;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.protocol.TwoFaEvent;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.ZksMessage;

/**
 * The verifier's part of an external node's connection. On {@code zks_2fa} it is independent of the
 * replay, and a violation ends only that lane (docs/spec/zks-connection.md, "Violations"); in zks/3
 * and zks/4 it comes before the replay, and a violation ends the connection
 * (docs/spec/zks-connection.md, "External node's replay").
 */
final class VerifierHandshake {
  private final PeerInfo peer;
  private final Optional<Capability> lane;
  private final Optional<ExternalNode2fa> machine;
  private OptionalLong waitingSince = OptionalLong.empty();
  private boolean laneClosed;

  VerifierHandshake(final PeerInfo peer, final Optional<PrivateKey> key, final Lanes lanes) {
    this.peer = peer;
    this.lane = key.isPresent() ? lanes.verification() : Optional.empty();
    this.machine = lane.isPresent() ? key.map(ExternalNode2fa::new) : Optional.empty();
  }

  List<Output> start(final long nowNanos) {
    if (machine.isEmpty()) {
      return List.of();
    }
    waitingSince = OptionalLong.of(nowNanos);
    return List.of(new Output.Send(lane.orElseThrow(), machine.get().start()));
  }

  /** True while replay has to wait for the challenge. */
  boolean blocksReplay() {
    return waitingSince.isPresent() && Lanes.carriesBoth(lane.orElseThrow());
  }

  boolean isClosed(final Capability other) {
    return laneClosed && lane.filter(other::equals).isPresent();
  }

  /** While the challenge is awaited on a lane, nothing else may come on it. */
  void expectNothingElse(final Capability on, final ZksMessage message) throws ProtocolViolation {
    if (blocksReplay() && lane.filter(on::equals).isPresent()) {
      throw new ProtocolViolation("%s where a challenge was expected".formatted(message.type()));
    }
  }

  List<Output> received(final Capability on, final VerifierMessage message)
      throws ProtocolViolation {
    if (machine.isEmpty() || lane.filter(on::equals).isEmpty()) {
      return List.of(Outputs.ignored(peer, "this node is not a verifier for that peer"));
    }
    try {
      final TwoFaEvent event = machine.get().receive(message);
      if (message instanceof VerifierChallenge) {
        waitingSince = OptionalLong.empty();
      }
      return List.of(
          switch (event) {
            case TwoFaEvent.Send answer -> new Output.Send(on, answer.message());
            case TwoFaEvent.VerificationAsked asked -> new Output.Verify(on, asked.request());
            case TwoFaEvent.Ignored meaningless -> Outputs.ignored(peer, meaningless.reason());
            default -> throw new IllegalStateException("not a verifier's event: " + event);
          });
    } catch (final ProtocolViolation e) {
      if (Lanes.carriesBoth(on)) {
        throw e;
      }
      return List.of(closeLane(e.getMessage()));
    }
  }

  List<Output> tick(final long nowNanos) {
    if (waitingSince.isEmpty()
        || nowNanos - waitingSince.getAsLong() < Limit.CHALLENGE_SECONDS.nanos()) {
      return List.of();
    }
    final String why =
        "no VerifierChallenge within %d s".formatted(Limit.CHALLENGE_SECONDS.value());
    final Output limit =
        new Output.Report(new ZksEvent.LimitReached(peer.peerId(), Limit.CHALLENGE_SECONDS));
    if (blocksReplay()) {
      waitingSince = OptionalLong.empty();
      return List.of(limit, new Output.Cut(CutReason.HANDSHAKE_TIMEOUT, why));
    }
    return List.of(limit, closeLane(why));
  }

  private Output closeLane(final String why) {
    waitingSince = OptionalLong.empty();
    laneClosed = true;
    return new Output.Report(new ZksEvent.VerificationLaneClosed(peer.peerId(), why));
  }
}
