/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.connection.MainNodeConnection;
import org.zknode.zks.connection.MainNodeConnection.Next;
import org.zknode.zks.connection.Output;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.session.AuthState;
import org.zknode.zks.session.ConnectionRegistry;
import org.zknode.zks.session.PeerSession;
import org.zknode.zks.session.ReplayProgress;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;
import org.zknode.zks.wire.VerifyBatchResult.Refused;

/** Drives the main node's side of one connection: serves replay, authorises verifiers. */
final class MainNodePeer implements ZksPeer {
  private static final Logger LOG = LoggerFactory.getLogger(MainNodePeer.class);

  private final PeerLink link;
  private final MainNodeZks role;
  private final MainNodeConnection machine;
  private final OutputRunner runner;
  private final Optional<RecordFeed> feed;
  private final Metrics.Histogram lag;
  // Until when, as System.nanoTime, a record that no message carries is not looked at again.
  private OptionalLong heldUntil = OptionalLong.empty();
  // What the machine wanted when it was admitted; done when the worker starts.
  private final List<Output> first = new ArrayList<>();

  MainNodePeer(final PeerLink link, final MainNodeZks role) {
    this.link = link;
    this.role = role;
    this.machine = role.node().connect(link.peer(), link.lanes());
    this.runner = new OutputRunner(link, role.reports());
    this.lag = role.replayLag(link.peerId());
    this.feed = link.lanes().replay().flatMap(Capability::records).map(role::feed);
  }

  @Override
  public void admitted() {
    first.addAll(machine.opened(role.millis()));
  }

  @Override
  public void opened() throws InterruptedException {
    run(first);
  }

  @Override
  public void received(final Frame frame) throws InterruptedException {
    run(machine.received(frame, System.nanoTime()));
  }

  private void run(final List<Output> outputs) throws InterruptedException {
    for (final Output output : outputs) {
      switch (output) {
        case Output.OnConnection own -> runner.run(own);
        case Output.Result answer -> role.publish(toResult(answer.result()));
        case Output.Verify verify ->
            throw new IllegalStateException("a main node is not asked to verify");
      }
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
    run(machine.tick(System.nanoTime()));
    if (feed.isEmpty() || !machine.streaming() || isHeld()) {
      return ZksLimits.IDLE.toNanos();
    }
    final Next next;
    try {
      next = machine.next(feed.get());
    } catch (final TemporaryException e) {
      LOG.warn("zks peer {}: blocks for replay cannot be read: {}", link, e.getMessage());
      return ZksLimits.SOURCE_RETRY.toNanos();
    }
    return switch (next) {
      case Next.Message message -> {
        if (link.send(message.send().lane(), message.send().message())) {
          run(machine.queued(message.batch()));
          lag.observe(
              ReplayLagSeconds.between(
                  feed.get().timestamp(message.batch().last()), role.millis()));
        }
        role.oversize().over(this);
        yield 0;
      }
      case Next.Nothing nothing -> ZksLimits.SOURCE_POLL.toNanos();
      case Next.Oversize oversize -> {
        run(oversize.outputs());
        role.oversize().waits(this, "%s; zks peer %s waits".formatted(oversize.why(), link));
        heldUntil = OptionalLong.of(System.nanoTime() + ZksLimits.OVERSIZE_RETRY.toNanos());
        yield ZksLimits.IDLE.toNanos();
      }
    };
  }

  private boolean isHeld() {
    return heldUntil.isPresent() && System.nanoTime() - heldUntil.getAsLong() < 0;
  }

  /** Asks the peer to verify if there is room right now; from any thread. */
  boolean verify(final VerifyBatch request) {
    final Optional<Output.Send> send = machine.verify(request, System.nanoTime());
    if (send.isEmpty()) {
      role.countLimit(Limit.VERIFICATIONS_PER_PEER);
    }
    return send.isPresent() && link.trySend(send.get().lane(), send.get().message());
  }

  @Override
  public boolean drains() {
    return false;
  }

  @Override
  public void closed() throws InterruptedException {
    role.oversize().over(this);
    run(machine.closed());
  }

  @Override
  public ConnectionRegistry.Use use() {
    return machine.use();
  }

  @Override
  public PeerStatus status() {
    final Optional<PeerSession> session =
        role.node().sessions().get(link.peerId()).filter(known -> known.connection() == machine);
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
