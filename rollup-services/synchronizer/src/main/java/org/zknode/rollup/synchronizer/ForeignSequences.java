/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Sequences that only the trusted sequencer's key can have sent, and this process did not send. A
 * node that was restored from a backup meets a few that its former self left in L1's pool. More of
 * them mean that another process works with the same key: the two would give up each other's blocks
 * for ever. In memory, so that a restart is the operator's word that the other is gone.
 */
public final class ForeignSequences {
  /** Key of {@link NodeStatus#degraded}: another process sequences with this node's key. */
  public static final String DEGRADED_KEY = "sequencer-key-in-use";

  /** L1 transactions within {@link #WINDOW} that are followed; the next one halts. */
  static final int MAX_FOLLOWED = 2;

  /** How long one counts. */
  static final Duration WINDOW = Duration.ofHours(1);

  private record Seen(Bytes32 l1Transaction, long atMillis) {}

  private final Predicate<Bytes32> sentHere;
  private final BooleanSupplier keyIsSequencer;
  private final NodeStatus status;
  private final Clock clock;
  private final List<Seen> seen = new ArrayList<>();

  /**
   * @param sentHere whether that L1 transaction is this node's
   * @param keyIsSequencer whether this node's key is the contract's trusted sequencer now
   */
  public ForeignSequences(
      final Predicate<Bytes32> sentHere,
      final BooleanSupplier keyIsSequencer,
      final NodeStatus status,
      final Clock clock) {
    this.sentHere = sentHere;
    this.keyIsSequencer = keyIsSequencer;
    this.status = status;
    this.clock = clock;
  }

  /**
   * A batch that differs from this node's own came while it was sequencing.
   *
   * @throws CriticalException it is one too many
   */
  void met(final VirtualBatch batch) {
    final Bytes32 transaction = batch.l1Transaction();
    // What was forced, anybody may have sequenced.
    if (batch.forced().isPresent()
        || sentHere.test(transaction)
        || seen.stream().anyMatch(one -> one.l1Transaction().equals(transaction))
        || !keyIsSequencer.getAsBoolean()) {
      return;
    }
    forgetOld();
    seen.add(new Seen(transaction, clock.millis()));
    final String text =
        "batch %d is on L1 in transaction %s, which was sent with this node's sequencer key but not by this node"
            .formatted(batch.number(), transaction);
    if (seen.size() > MAX_FOLLOWED) {
      throw new CriticalException(
          new Halt(
              HaltCode.TRUSTED_REORG,
              L1Synchronizer.COMPONENT,
              "another process sequences with this node's key",
              "%s; before it within %s: %s"
                  .formatted(
                      text,
                      WINDOW,
                      seen.subList(0, seen.size() - 1).stream()
                          .map(Seen::l1Transaction)
                          .toList())));
    }
    status.degraded(DEGRADED_KEY, text + "; this node followed it");
  }

  /** There is nothing to {@link #look} at. */
  boolean isQuiet() {
    return seen.isEmpty();
  }

  /** From time to time: whether the last one is long ago. */
  void look() {
    if (!seen.isEmpty()) {
      forgetOld();
      if (seen.isEmpty()) {
        status.recovered(DEGRADED_KEY);
      }
    }
  }

  private void forgetOld() {
    final long now = clock.millis();
    seen.removeIf(
        one ->
            now - one.atMillis() > WINDOW.toMillis() || one.atMillis() > now + WINDOW.toMillis());
  }
}
