/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.protocol.MainNode2fa;
import org.zknode.zks.protocol.MainNodeReplay;
import org.zknode.zks.protocol.OversizeRecord;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.protocol.RecordSource;
import org.zknode.zks.protocol.TwoFaEvent;
import org.zknode.zks.session.AuthState;
import org.zknode.zks.session.ConnectionRegistry;
import org.zknode.zks.session.PeerSession;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.ZksMessage;

/**
 * The main node's side of one connection, without input or output of its own
 * (docs/spec/zks-connection.md, "Main node's replay" and "Verifier lane"): frames and time go in,
 * {@link Output}s come out. One thread at a time, except {@link #verify}.
 */
public final class MainNodeConnection {
  /** A VerifyBatch without an answer counts as in flight for this long: one minute. */
  static final long IN_FLIGHT_NANOS = 60_000_000_000L;

  private final MainNode node;
  private final PeerInfo peer;
  private final Lanes lanes;
  private final MainNodeReplay replay = new MainNodeReplay();
  private final MainNode2fa verification;
  // Where the peer asked to be a verifier; written by the connection's thread only.
  private volatile Optional<Capability> verifierLane = Optional.empty();
  private OptionalLong challengedAt = OptionalLong.empty();
  private final MessageBudget budget = new MessageBudget();
  // Request id to the time it was sent, in nanoseconds. Guarded by itself.
  private final TreeMap<Long, Long> inFlight = new TreeMap<>();

  MainNodeConnection(final MainNode node, final PeerInfo peer, final Lanes lanes) {
    this.node = node;
    this.peer = peer;
    this.lanes = lanes;
    this.verification = new MainNode2fa(node.accepted(), node.nonces());
  }

  public PeerInfo peer() {
    return peer;
  }

  public Lanes lanes() {
    return lanes;
  }

  /**
   * The connection is up.
   *
   * @param millis wall clock, since the epoch
   */
  public List<Output> opened(final long millis) {
    node.sessions().established(peer.peerId(), this, peer.remoteAddress(), millis);
    return List.of(
        new Output.Report(
            new ZksEvent.Established(peer.peerId(), peer.remoteAddress(), peer.outbound())));
  }

  /** A frame arrived. */
  public List<Output> received(final Frame frame, final long nowNanos) {
    try {
      // Before anything is done for it: what a flood costs ends here.
      budget.take(nowNanos);
      final Capability lane = lanes.lane(frame.capability());
      final ZksMessage message = lane.decode(frame.code(), frame.payload());
      return switch (message) {
        case GetBlockReplays request -> requested(request);
        case BlockReplays ignored ->
            throw new ProtocolViolation("BlockReplays sent to a main node");
        case VerifierMessage verifierMessage -> verifier(lane, verifierMessage, nowNanos);
      };
    } catch (final ZksDecodeException e) {
      return Outputs.malformed(peer, e);
    } catch (final ProtocolViolation e) {
      return Outputs.violation(peer, e);
    }
  }

  private List<Output> requested(final GetBlockReplays request) throws ProtocolViolation {
    replay.requested(request);
    node.sessions().replayRequested(peer.peerId(), this, request.startingBlock());
    return List.of(
        new Output.Report(new ZksEvent.ReplayRequested(peer.peerId(), request.startingBlock())));
  }

  private List<Output> verifier(
      final Capability lane, final VerifierMessage message, final long nowNanos)
      throws ProtocolViolation {
    // In zks/3 and zks/4 the request ends the handshake: only results may follow.
    if (Lanes.carriesBoth(lane) && replay.streaming() && !(message instanceof VerifyBatchResult)) {
      throw new ProtocolViolation("%s after GetBlockReplays on %s".formatted(message.type(), lane));
    }
    if (message instanceof VerifierRoleRequest) {
      session(new AuthState.RoleRequested());
    }
    return switch (verification.receive(message)) {
      case TwoFaEvent.ChallengeMade challenge -> {
        verifierLane = Optional.of(lane);
        challengedAt = OptionalLong.of(nowNanos);
        session(new AuthState.Challenged(challenge.nonce()));
        yield List.of(
            new Output.Report(new ZksEvent.VerifierRoleRequested(peer.peerId())),
            new Output.Send(lane, new VerifierChallenge(challenge.nonce())),
            new Output.Report(
                new ZksEvent.VerifierChallengeSent(peer.peerId(), challenge.nonce())));
      }
      case TwoFaEvent.VerifierAuthorized verifier -> {
        challengedAt = OptionalLong.empty();
        session(new AuthState.Authorized(verifier.signer()));
        yield List.of(
            new Output.Report(new ZksEvent.VerifierAuthorized(peer.peerId(), verifier.signer())));
      }
      case TwoFaEvent.VerifierUnauthorized other -> {
        challengedAt = OptionalLong.empty();
        session(new AuthState.Unauthorized(other.signer()));
        yield List.of(
            new Output.Report(new ZksEvent.VerifierUnauthorized(peer.peerId(), other.signer())));
      }
      case TwoFaEvent.ResultReceived received -> {
        if (answered(received.result().requestId())) {
          budget.giveBack();
        }
        yield result(received.result());
      }
      case TwoFaEvent.Ignored ignored -> List.of(Outputs.ignored(peer, ignored.reason()));
      case TwoFaEvent.Send ignored -> throw notOurs();
      case TwoFaEvent.VerificationAsked ignored -> throw notOurs();
    };
  }

  /** True for the first answer to a request that was sent. */
  private boolean answered(final long requestId) {
    synchronized (inFlight) {
      return inFlight.remove(requestId) != null;
    }
  }

  /** The text of a refusal is shown to people: a longer one is cut. */
  private List<Output> result(final VerifyBatchResult result) {
    final VerifyBatchResult shortened = result.shortened();
    return shortened.equals(result)
        ? List.of(new Output.Result(result))
        : List.of(
            new Output.Report(new ZksEvent.LimitReached(peer.peerId(), Limit.REFUSAL_BYTES)),
            new Output.Result(shortened));
  }

  private static IllegalStateException notOurs() {
    return new IllegalStateException("not a main node's event");
  }

  private void session(final AuthState state) {
    node.sessions().verifierState(peer.peerId(), this, state);
  }

  /** What the peer does with its place; from any thread. */
  public ConnectionRegistry.Use use() {
    return node.sessions()
        .get(peer.peerId())
        .filter(session -> session.connection() == this)
        .map(PeerSession::use)
        .orElse(ConnectionRegistry.Use.SILENT);
  }

  /** True when {@link #next} may give messages. */
  public boolean streaming() {
    return replay.streaming();
  }

  /** What a try to read the next message gave. */
  public sealed interface Next {
    /** Send it when there is room, then call {@link #queued}. */
    record Message(Output.Send send, MainNodeReplay.Batch batch) implements Next {}

    /** No further block is there. */
    record Nothing() implements Next {}

    /**
     * No message can carry the next record. The connection stays: cut, the peer would dial and ask
     * again at once, and a verifier would be lost. Look again after a while; the block is read and
     * measured for it.
     *
     * @param why names the block, its size and the limit
     */
    record Oversize(String why, List<Output> outputs) implements Next {}
  }

  /**
   * The next replay message. The source may throw; the same block is then asked for again.
   *
   * @param source in the format of the agreed version
   */
  public Next next(final RecordSource source) {
    if (lanes.replay().isEmpty()) {
      return new Next.Nothing();
    }
    try {
      return replay
          .next(source)
          .<Next>map(
              batch ->
                  new Next.Message(new Output.Send(lanes.replay().get(), batch.message()), batch))
          .orElseGet(Next.Nothing::new);
    } catch (final OversizeRecord e) {
      return new Next.Oversize(
          e.getMessage(),
          List.of(new Output.Report(new ZksEvent.LimitReached(peer.peerId(), Limit.BATCH_BYTES))));
    }
  }

  /** The message is in the peer's outbound queue. */
  public List<Output> queued(final MainNodeReplay.Batch batch) {
    node.sessions().blockSent(peer.peerId(), this, batch.last());
    final List<Output> reports = new ArrayList<>();
    for (long block = batch.first(); block <= batch.last(); block++) {
      reports.add(new Output.Report(new ZksEvent.ReplayBlockSent(peer.peerId(), block)));
    }
    return reports;
  }

  /** Time passes: a challenge that is not answered ends the connection. */
  public List<Output> tick(final long nowNanos) {
    if (challengedAt.isPresent()
        && nowNanos - challengedAt.getAsLong() >= Limit.CHALLENGE_SECONDS.nanos()) {
      challengedAt = OptionalLong.empty();
      return List.of(
          new Output.Report(new ZksEvent.LimitReached(peer.peerId(), Limit.CHALLENGE_SECONDS)),
          new Output.Cut(
              CutReason.HANDSHAKE_TIMEOUT,
              "no VerifierAuth within %d s".formatted(Limit.CHALLENGE_SECONDS.value())));
    }
    return List.of();
  }

  /**
   * The request as this peer gets it; from any thread.
   *
   * @return empty when the peer is on no verifier lane, or owes too many answers
   */
  public Optional<Output.Send> verify(final VerifyBatch request, final long nowNanos) {
    final Optional<Capability> lane = verifierLane;
    if (lane.isEmpty()) {
      return Optional.empty();
    }
    synchronized (inFlight) {
      inFlight.values().removeIf(sent -> nowNanos - sent >= IN_FLIGHT_NANOS);
      if (inFlight.size() >= Limit.VERIFICATIONS_PER_PEER.value()) {
        return Optional.empty();
      }
      inFlight.put(request.requestId(), nowNanos);
    }
    return Optional.of(new Output.Send(lane.get(), request));
  }

  /** The connection is gone. */
  public List<Output> closed() {
    node.sessions().closed(peer.peerId(), this);
    return List.of(new Output.Report(new ZksEvent.Closed(peer.peerId())));
  }
}
