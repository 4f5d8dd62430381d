/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.zks.connection.Output;
import org.zknode.zks.connection.ZksEvent;

/** Logs and counts what the state machines report. */
final class ZksReports {
  private static final Logger LOG = LoggerFactory.getLogger(ZksReports.class);

  private final ZksMetrics metrics;
  private final LogBudget budget = new LogBudget(System::nanoTime);

  ZksReports(final ZksMetrics metrics) {
    this.metrics = metrics;
  }

  /** For what strangers can cause as often as they like. */
  private void warn(final PeerLink link, final String what) {
    final long leftOut = budget.take();
    if (leftOut < 0) {
      LOG.debug("zks peer {}: {}", link, what);
    } else if (leftOut == 0) {
      LOG.warn("zks peer {}: {}", link, what);
    } else {
      LOG.warn("zks peer {}: {} ({} such warnings left out before)", link, what, leftOut);
    }
  }

  void report(final PeerLink link, final ZksEvent event) {
    switch (event) {
      case ZksEvent.Established established ->
          LOG.debug(
              "zks peer {}: {}, {}",
              link,
              established.outbound() ? "dialled" : "accepted",
              PeerStatus.capabilities(link));
      case ZksEvent.Closed closed -> LOG.debug("zks peer {}: closed", link);
      case ZksEvent.ReplayRequested requested ->
          LOG.info("zks peer {}: replay from block {}", link, requested.startingBlock());
      case ZksEvent.VerifierRoleRequested requested ->
          LOG.debug("zks peer {}: asks to be a verifier", link);
      case ZksEvent.VerifierChallengeSent sent -> LOG.debug("zks peer {}: challenged", link);
      case ZksEvent.VerifierAuthorized authorized ->
          LOG.info("zks peer {}: authorised as verifier {}", link, authorized.signer());
      case ZksEvent.VerifierUnauthorized other -> {
        metrics.verifiersUnauthorized.increment();
        warn(
            link,
            "not authorised as a verifier: "
                + other.signer().map(s -> s + " is not accepted").orElse("malformed signature"));
      }
      case ZksEvent.ReplayBlockSent sent -> metrics.blocksSent.increment();
      case ZksEvent.MaxActiveConnectionsExceeded exceeded -> {
        metrics.refusedConnections.increment();
        warn(link, "all %d places are taken".formatted(exceeded.maxConnections()));
      }
      case ZksEvent.ReplayStreamStalled stalled ->
          LOG.info("zks peer {}: replay ended, next block {}", link, stalled.nextBlock());
      case ZksEvent.Ignored ignored -> {
        metrics.ignoredMessages.increment();
        LOG.debug("zks peer {}: ignored: {}", link, ignored.what());
      }
      case ZksEvent.VerificationLaneClosed lane -> {
        metrics.ignoredMessages.increment();
        warn(link, "no verification on this connection: " + lane.why());
      }
      case ZksEvent.LimitReached reached -> metrics.limit(reached.limit()).increment();
    }
  }

  void cut(final PeerLink link, final Output.Cut cut) {
    switch (cut.reason()) {
      case MALFORMED -> metrics.refusedFrames.increment();
      case VIOLATION -> metrics.violations.increment();
      case STALLED -> metrics.replayStalls.increment();
      case HANDSHAKE_TIMEOUT -> metrics.violations.increment();
    }
    warn(link, cut.reason().text() + ": " + cut.detail());
  }
}
