/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.Selection.Chosen;
import org.zknode.rollup.sequencer.SenderVerification.Claim;
import org.zknode.rollup.status.Event;

/**
 * Takes transactions whose sender in the pool DB did not sign them out of a selection, before a
 * block is built with it and so before anybody sees it: the rows fail with the reason, an event
 * tells it, the rest goes on.
 */
final class SenderCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SenderCheck.class);

  private final SequencerContext context;
  private final SenderVerification verification;
  private final Metrics.Counter wrongSenders;
  private final Metrics.Counter micros;

  SenderCheck(final SequencerContext context) {
    this.context = context;
    this.verification = new SenderVerification(context.engine()::recoverSender);
    this.wrongSenders =
        context
            .metrics()
            .counter(
                "sequencer_wrong_senders_total",
                "Pool transactions whose stored sender is not who signed them");
    this.micros =
        context
            .metrics()
            .counter(
                "sequencer_sender_check_microseconds_total",
                "Time in which blocks waited for the senders of their transactions to be verified");
  }

  /** The selection with verified senders only. */
  Selection verified(final Selection selection) {
    final long start = System.nanoTime();
    final Map<Bytes32, String> wrong =
        verification.wrong(
            selection.transactions().stream()
                .map(
                    chosen ->
                        new Claim(
                            chosen.candidate().hash(), chosen.raw(), chosen.candidate().sender()))
                .toList());
    micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
    wrong.forEach(this::refuse);
    return wrong.isEmpty() ? selection : without(selection, wrong.keySet());
  }

  private void refuse(final Bytes32 hash, final String reason) {
    LOG.warn("transaction {} is not executed: {}", hash, reason);
    context.pool().markFailed(hash, reason);
    wrongSenders.increment();
    context
        .store()
        .update(
            tx ->
                tx.events()
                    .insert(
                        new Event(
                            context.clock().millis(),
                            "WARN",
                            Sequencer.LOCK,
                            "WRONG_SENDER",
                            "transaction %s: %s; somebody writes into the pool DB"
                                .formatted(hash, reason))));
  }

  /** Those that the pool has behind a wrong one would leave a gap. */
  private static Selection without(final Selection selection, final Set<Bytes32> wrong) {
    final Set<Address> claimed = new HashSet<>();
    selection.transactions().stream()
        .filter(chosen -> wrong.contains(chosen.candidate().hash()))
        .forEach(chosen -> claimed.add(chosen.candidate().sender()));
    final List<Chosen> rest =
        selection.transactions().stream()
            .filter(chosen -> !claimed.contains(chosen.candidate().sender()))
            .toList();
    return new Selection(rest, selection.refused(), selection.waiting());
  }
}
