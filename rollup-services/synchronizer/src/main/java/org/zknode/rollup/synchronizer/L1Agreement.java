/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Majority;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;

/** Whether the other endpoints have the same contracts ({@link L1Majority}). */
final class L1Agreement {
  private final L1Majority majority;

  L1Agreement(final L1Client l1) {
    this.majority = new L1Majority(l1);
  }

  /**
   * None is asked about a range without events.
   *
   * @param view where the range is from
   * @throws L1EndpointException not fewer of them differ than agree; the message says in what
   */
  void require(final L1View view, final L1Range range) {
    if (range.events().isEmpty()) {
      return;
    }
    majority.require(
        view, range.end().number(), range.end().hash(), other -> difference(other, range));
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
