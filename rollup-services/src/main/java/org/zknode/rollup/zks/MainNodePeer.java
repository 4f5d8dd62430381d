/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.zks.protocol.MainNode2fa;
import org.zknode.zks.protocol.MainNodeReplay;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.protocol.TwoFaEvent;
import org.zknode.zks.session.AuthState;
import org.zknode.zks.session.PeerSession;
import org.zknode.zks.session.PeerSessionStore;
import org.zknode.zks.session.ReplayProgress;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;
import org.zknode.zks.wire.VerifyBatchResult.Refused;
import org.zknode.zks.wire.ZksMessage;

/** The main node's side of one connection: serves replay, authorises verifiers. */
final class MainNodePeer implements ZksPeer {
  private static final Logger LOG = LoggerFactory.getLogger(MainNodePeer.class);

  private final PeerLink link;
  private final MainNodeZks role;
  private final MainNodeReplay replay = new MainNodeReplay();
  private final MainNode2fa verification;
  private final Optional<RecordFeed> feed;

  MainNodePeer(final PeerLink link, final MainNodeZks role) {
    this.link = link;
    this.role = role;
    this.verification = new MainNode2fa(role::isAccepted, role::nonce);
    this.feed = link.replay().flatMap(Capability::records).map(role::feed);
  }

  PeerLink link() {
    return link;
  }

  private PeerSessionStore sessions() {
    return role.sessions();
  }

  @Override
  public void opened() {
    role.opened(this);
  }

  @Override
  public void received(final ZksMessage message) throws ProtocolViolation, InterruptedException {
    switch (message) {
      case GetBlockReplays request -> requested(request);
      case BlockReplays ignored -> throw new ProtocolViolation("BlockReplays sent to a main node");
      case VerifierMessage verifierMessage -> verifierMessage(verifierMessage);
    }
  }

  private void requested(final GetBlockReplays request) throws ProtocolViolation {
    replay.requested(request);
    if (!request.overrides().isEmpty()) {
      LOG.warn("zks peer {}: {} record overrides ignored", link, request.overrides().size());
      role.metrics().ignoredMessages.increment();
    }
    LOG.info("zks peer {}: replay from block {}", link, request.startingBlock());
    sessions().replayRequested(link.peerId(), request.startingBlock());
  }

  private void verifierMessage(final VerifierMessage message)
      throws ProtocolViolation, InterruptedException {
    if (message instanceof VerifierRoleRequest) {
      sessions().verifierState(link.peerId(), new AuthState.RoleRequested());
    }
    switch (verification.receive(message)) {
      case TwoFaEvent.ChallengeMade challenge -> {
        sessions().verifierState(link.peerId(), new AuthState.Challenged(challenge.nonce()));
        link.send(link.verification().orElseThrow(), new VerifierChallenge(challenge.nonce()));
      }
      case TwoFaEvent.VerifierAuthorized verifier -> {
        LOG.info("zks peer {}: authorised as verifier {}", link, verifier.signer());
        sessions().verifierState(link.peerId(), new AuthState.Authorized(verifier.signer()));
      }
      case TwoFaEvent.VerifierUnauthorized other -> {
        LOG.warn(
            "zks peer {}: not authorised as a verifier: {}",
            link,
            other.signer().map(s -> s + " is not accepted").orElse("malformed signature"));
        role.metrics().verifiersUnauthorized.increment();
        sessions().verifierState(link.peerId(), new AuthState.Unauthorized(other.signer()));
      }
      case TwoFaEvent.ResultReceived received -> role.publish(toResult(received.result()));
      case TwoFaEvent.Ignored ignored -> {
        LOG.debug("zks peer {}: ignored: {}", link, ignored.reason());
        role.metrics().ignoredMessages.increment();
      }
      case TwoFaEvent.Send ignored -> throw new IllegalStateException("not a main node's event");
      case TwoFaEvent.VerificationAsked ignored ->
          throw new IllegalStateException("not a main node's event");
    }
  }

  private VerifyResult toResult(final VerifyBatchResult result) {
    return switch (result.verdict()) {
      case Approved approved ->
          new VerifyResult(
              link.peerId(),
              result.requestId(),
              result.batchNumber(),
              approved.signature().copy(),
              "");
      case Refused refused ->
          new VerifyResult(
              link.peerId(),
              result.requestId(),
              result.batchNumber(),
              Bytes.EMPTY,
              refused.reason().isEmpty() ? "no reason given" : refused.reason());
    };
  }

  @Override
  public long work() throws InterruptedException {
    if (feed.isEmpty() || !replay.streaming()) {
      return ZksLimits.IDLE.toNanos();
    }
    final Optional<MainNodeReplay.Batch> batch;
    try {
      batch = replay.next(feed.get()::encoded);
    } catch (final EngineException | TemporaryException e) {
      LOG.warn("zks peer {}: blocks for replay cannot be read: {}", link, e.getMessage());
      return ZksLimits.SOURCE_RETRY.toNanos();
    }
    if (batch.isEmpty()) {
      return ZksLimits.SOURCE_POLL.toNanos();
    }
    if (link.send(link.replay().orElseThrow(), batch.get().message())) {
      sessions().blockSent(link.peerId(), batch.get().last());
      role.metrics().blocksSent.add(batch.get().message().records().size());
    }
    return 0;
  }

  @Override
  public boolean drains() {
    return false;
  }

  @Override
  public void closed() {
    role.closed(this);
  }

  @Override
  public PeerStatus status() {
    final Optional<PeerSession> session = sessions().get(link.peerId());
    final Optional<ReplayProgress> progress = session.flatMap(PeerSession::replay);
    return PeerStatus.of(
        link,
        progress.isPresent()
            ? OptionalLong.of(progress.get().requestedFromBlock())
            : OptionalLong.empty(),
        progress.isPresent() ? progress.get().lastBlockSent() : OptionalLong.empty(),
        session
            .flatMap(PeerSession::verifier)
            .filter(AuthState.Authorized.class::isInstance)
            .map(state -> ((AuthState.Authorized) state).signer()));
  }
}
