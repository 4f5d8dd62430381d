/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics.Counter;
import org.zknode.zks.connection.Output;
import org.zknode.zks.connection.ZksEvent;

/** Logs and counts what the state machines report. */
final class ZksReports {
  private static final Logger LOG = LoggerFactory.getLogger(ZksReports.class);

  private final ZksMetrics metrics;
  private final PeerLog log = new PeerLog();

  ZksReports(final ZksMetrics metrics) {
    this.metrics = metrics;
  }

  private void warn(final PeerLink link, final String what) {
    log.warn(LOG, line(link, what));
  }

  void info(final PeerLink link, final String what) {
    log.info(LOG, !link.peer().outbound(), line(link, what));
  }

  private static String line(final PeerLink link, final String what) {
    return "zks peer %s: %s".formatted(link, what);
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
          info(link, "replay from block " + requested.startingBlock());
      case ZksEvent.VerifierRoleRequested requested ->
          LOG.debug("zks peer {}: asks to be a verifier", link);
      case ZksEvent.VerifierChallengeSent sent -> LOG.debug("zks peer {}: challenged", link);
      case ZksEvent.VerifierAuthorized authorized ->
          info(link, "authorised as verifier " + authorized.signer());
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
      case ZksEvent.AddressConnectionsExceeded exceeded -> {
        metrics.refusedConnections.increment();
        warn(link, "all %d places for one address are taken".formatted(exceeded.maxConnections()));
      }
      case ZksEvent.ReplayStreamStalled stalled ->
          info(link, "replay ended, next block " + stalled.nextBlock());
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
    final Counter counter =
        switch (cut.reason()) {
          case MALFORMED -> metrics.refusedFrames;
          case VIOLATION, FLOOD, HANDSHAKE_TIMEOUT -> metrics.violations;
          case STALLED -> metrics.replayStalls;
          case WRONG_BLOCK -> metrics.wrongBlocks;
        };
    counter.increment();
    warn(link, cut.reason().text() + ": " + cut.detail());
  }
}
