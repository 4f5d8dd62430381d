/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.sequencer.BlockPhases.Phase;
import org.zknode.rollup.sequencer.Selection.Chosen;
import org.zknode.rollup.status.Event;

/**
 * What the pool DB says of its transactions is held against their bytes, before a block is built
 * with them and so before anybody sees it: these are parsed once, by the engine, and must be what
 * the row's hash names; of what is chosen, the row's sender must have signed. Rows that do not fit
 * fail with the reason, an event tells it, the rest goes on.
 */
final class SenderCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SenderCheck.class);

  private final SequencerContext context;
  private final SenderVerification verification;
  private final Metrics.Counter wrongSenders;
  private final Metrics.Counter micros;
  private final BlockPhases phases;

  SenderCheck(final SequencerContext context) {
    this.context = context;
    this.phases = new BlockPhases(context.metrics());
    this.verification = new SenderVerification(context.engine()::recoverSender);
    this.wrongSenders =
        context
            .metrics()
            .counter(
                "sequencer_wrong_senders_total",
                "Pool transactions whose row has another sender or hash than their bytes, or no"
                    + " transaction");
    this.micros =
        context
            .metrics()
            .counter(
                "sequencer_sender_check_microseconds_total",
                "Time in which blocks waited for the senders of their transactions to be verified");
  }

  /**
   * The transactions of these rows, by hash, with the senders that the rows name; what is gone is
   * left out, and so is what is none.
   */
  Map<Bytes32, DecodedTransaction> read(final List<Candidate> rows) {
    final Map<Bytes32, Bytes> raw =
        context.pool().load(rows.stream().map(Candidate::hash).toList());
    final Map<Bytes32, DecodedTransaction> read = new HashMap<>();
    rows.stream().filter(row -> raw.containsKey(row.hash())).toList().parallelStream()
        .map(row -> read(row, raw.get(row.hash())))
        .toList()
        .forEach(
            row -> {
              row.decoded().ifPresent(decoded -> read.put(row.hash(), decoded));
              row.wrong().ifPresent(reason -> refuse(row.hash(), reason));
            });
    return read;
  }

  private record Row(Bytes32 hash, Optional<DecodedTransaction> decoded, Optional<String> wrong) {}

  private Row read(final Candidate row, final Bytes raw) {
    try {
      final DecodedTransaction decoded = context.engine().decode(raw, row.sender());
      return decoded.hash().equals(row.hash())
          ? new Row(row.hash(), Optional.of(decoded), Optional.empty())
          : wrong(row, "its bytes are those of " + decoded.hash());
    } catch (final TransactionDecodeException e) {
      return wrong(row, "its signature is of nobody: " + e.getMessage());
    }
  }

  private static Row wrong(final Candidate row, final String why) {
    return new Row(
        row.hash(),
        Optional.empty(),
        Optional.of("the pool has sender %s, %s".formatted(row.sender(), why)));
  }

  /** The selection with verified senders only. */
  Selection verified(final Selection selection) {
    final long start = System.nanoTime();
    final Map<Bytes32, String> wrong =
        phases.timed(Phase.SENDERS, () -> verification.wrong(selection.forEngine()));
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
