/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;

/**
 * Whether the other endpoints have the same contracts. One that lies about events and about the
 * contracts' state alike fits itself; only another one's word shows it. The majority decides; of
 * two that differ neither is believed.
 */
final class L1Agreement {
  private static final Logger LOG = LoggerFactory.getLogger(L1Agreement.class);

  private final L1Client l1;

  L1Agreement(final L1Client l1) {
    this.l1 = l1;
  }

  /**
   * Asks the other endpoints that are well and have the range's last block. None is asked about a
   * range without events.
   *
   * @param view where the range is from
   * @throws L1EndpointException not fewer of them differ than agree; the message says in what
   */
  void require(final L1View view, final L1Range range) {
    if (range.events().isEmpty()) {
      return;
    }
    int agree = 1;
    final List<String> differ = new ArrayList<>();
    for (final L1View other : l1.views()) {
      if (other.name().equals(view.name()) || !other.isGood()) {
        continue;
      }
      try {
        if (!hasEnd(other, range)) {
          continue;
        }
        final Optional<String> difference = difference(other, range);
        if (difference.isPresent()) {
          differ.add("%s has %s".formatted(other.name(), difference.get()));
        } else {
          agree++;
        }
      } catch (final L1EndpointException e) {
        LOG.debug("no second opinion from {}", other.name(), e);
      }
    }
    if (differ.size() < agree) {
      return;
    }
    final String why =
        "endpoints differ about the contracts up to block %d: %s"
            .formatted(range.end().number(), String.join("; ", differ));
    if (differ.size() > agree) {
      view.failed(why);
    }
    throw new L1EndpointException(view.name(), why);
  }

  private static boolean hasEnd(final L1View other, final L1Range range) {
    return other
        .block(range.end().number())
        .filter(block -> block.hash().equals(range.end().hash()))
        .isPresent();
  }

  private static Optional<String> difference(final L1View other, final L1Range range) {
    if (range.state().isPresent()) {
      final Optional<L1View.ContractState> theirs = other.stateAt(range.end().number());
      if (theirs.isPresent() && !theirs.equals(range.state())) {
        return Optional.of("%s instead of %s".formatted(theirs.get(), range.state().get()));
      }
    }
    // The accumulated hash of the last sequence is over all before it.
    final long lastSequenced =
        range.events().stream()
            .mapToLong(event -> event instanceof L1Event.Sequencing s ? s.lastBatch() : 0)
            .max()
            .orElse(0);
    return range.events().stream()
        .filter(event -> !(event instanceof L1Event.Sequencing s) || s.lastBatch() == lastSequenced)
        .flatMap(event -> difference(other, range, event).stream())
        .findFirst();
  }

  /** What the contract does not have (any more, or yet) says nothing. */
  private static Optional<String> difference(
      final L1View other, final L1Range range, final L1Event event) {
    return switch (event) {
      case L1Event.Sequencing sequence ->
          difference(
              "accumulated input hash of batch " + sequence.lastBatch(),
              other.sequencedAccInputHash(sequence.lastBatch()),
              range.accInputHashes().get(sequence.lastBatch()));
      case L1Event.VerifyBatches verified ->
          difference(
              "state root of batch " + verified.numBatch(),
              other.verifiedStateRoot(verified.numBatch()),
              verified.stateRoot());
      case L1Event.ForceBatch forced ->
          difference(
              "hash of forced batch " + forced.number(),
              other.forcedBatchHash(forced.number(), forced.block().number()),
              ForcedBatchAbi.queuedHash(forced));
      case L1Event.UpdateL1InfoTree leaf -> Optional.empty();
    };
  }

  private static Optional<String> difference(
      final String what, final Bytes32 theirs, final Bytes32 ours) {
    return theirs.isZero() || theirs.equals(ours)
        ? Optional.empty()
        : Optional.of("%s %s instead of %s".formatted(what, theirs, ours));
  }
}
