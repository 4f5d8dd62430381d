/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.verification.BatchResponder;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.zks.connection.Output;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;
import org.zknode.zks.wire.VerifyBatchResult.Refused;

/**
 * Verifies one batch after the other, away from the replay: re-execution takes long, and may have
 * to wait for blocks that the replay is still bringing.
 */
final class VerificationLane {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationLane.class);

  private record Task(PeerLink link, Capability lane, VerifyBatch request) {}

  private final BlockingQueue<Task> tasks =
      new ArrayBlockingQueue<>(Limit.VERIFICATIONS.intValue());
  private final BatchResponder responder;
  private final ZksMetrics metrics;
  private final Thread worker;

  VerificationLane(final BatchResponder responder, final ZksMetrics metrics) {
    this.responder = responder;
    this.metrics = metrics;
    this.worker = Thread.ofVirtual().name("zks-verification").unstarted(this::run);
  }

  void start() {
    worker.start();
  }

  /** A request that finds too many others is refused at once: the main node need not wait. */
  void submit(final PeerLink link, final Output.Verify verify) {
    final VerifyBatch request = verify.request();
    final long ofPeer = tasks.stream().filter(task -> task.link() == link).count();
    if (ofPeer >= Limit.VERIFICATIONS_PER_PEER.value()) {
      refuse(link, verify, Limit.VERIFICATIONS_PER_PEER);
    } else if (!tasks.offer(new Task(link, verify.lane(), request))) {
      refuse(link, verify, Limit.VERIFICATIONS);
    }
  }

  private void refuse(final PeerLink link, final Output.Verify verify, final Limit limit) {
    final VerifyBatch request = verify.request();
    metrics.limit(limit).increment();
    metrics.verificationsDropped.increment();
    LOG.warn(
        "zks peer {}: batch {} refused: {} requests wait already",
        link,
        request.batchNumber(),
        limit.value());
    final boolean told =
        link.trySend(
            verify.lane(),
            new VerifyBatchResult(
                request.requestId(),
                request.batchNumber(),
                new Refused("Busy: %d requests wait already".formatted(limit.value()))));
    LOG.debug("zks peer {}: refusal queued: {}", link, told);
  }

  void stop() {
    worker.interrupt();
    try {
      if (worker.isAlive() && !worker.join(ZksLimits.STOP_TIMEOUT)) {
        LOG.warn("verification still runs {} after it was told to stop", ZksLimits.STOP_TIMEOUT);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        final Task task = tasks.take();
        if (!task.link().inbox().isClosed()) {
          verify(task);
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void verify(final Task task) throws InterruptedException {
    final VerifyBatch request = task.request();
    metrics.responderRequests.increment();
    VerifyBatchResult answer;
    try {
      answer = toMessage(request, responder.respond(task.link().peerId(), toRequest(request)));
    } catch (final RuntimeException | Error e) {
      // The responder promises not to throw; if it does, the main node must not wait in vain, nor
      // those behind it: a missing class ends one verification, not the lane.
      LOG.error("verification of batch {} failed", request.batchNumber(), e);
      answer =
          new VerifyBatchResult(
              request.requestId(),
              request.batchNumber(),
              new Refused("State error: " + e.getMessage()));
    }
    (answer.verdict() instanceof Approved ? metrics.responderApproved : metrics.responderRefused)
        .increment();
    if (!task.link().send(task.lane(), answer)) {
      metrics.verificationsDropped.increment();
    }
  }

  private static VerifyRequest toRequest(final VerifyBatch message) {
    return new VerifyRequest(
        message.requestId(),
        message.batchNumber(),
        message.firstBlock(),
        message.lastBlock(),
        message.pubdataMode(),
        message.commitData().copy(),
        message.prevCommitData().copy(),
        message.executionProtocolVersion());
  }

  private static VerifyBatchResult toMessage(final VerifyBatch request, final VerifyResult result) {
    return new VerifyBatchResult(
        request.requestId(),
        request.batchNumber(),
        result.signature().isEmpty()
            ? new Refused(result.refusal())
            : new Approved(result.signature()));
  }
}
