/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.L1View.ContractState;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Whether what is stored is all that the contracts know: an endpoint that leaves out events (it
 * gave up old ones, or lost some) is found by the contracts' own state at the last block. Where an
 * endpoint has no state of an old block, that is asked at the head at the latest, and the endpoints
 * that were read from until then are remembered. For one thread.
 */
final class L1Completeness {
  private static final long UNKNOWN = -1;

  private final StateStore store;

  /** Up to this L1 block everything stored is known to be complete. */
  private long provenBlock = UNKNOWN;

  /** Up to this one, forced batches are right when a sequence has taken them. */
  private long unverifiedForced;

  /** Endpoints that were read from since. */
  private final Set<String> sources = new HashSet<>();

  /** Endpoints that left something out, until the head is proven. */
  private final Set<String> suspects = new HashSet<>();

  L1Completeness(final StateStore store) {
    this.store = store;
  }

  /** All that is stored up to that block is complete. */
  void proven(final long block) {
    if (unverifiedForced > 0
        && store.read(tx -> tx.virtualBatches().lastForced()) < unverifiedForced) {
      return;
    }
    unverifiedForced = 0;
    provenBlock = block;
    sources.clear();
  }

  /** Nothing is stored after that block. */
  void startFrom(final long block) {
    unverifiedForced = 0;
    proven(block);
  }

  /**
   * A range was stored.
   *
   * @param view where it is from
   */
  void stored(final L1View view, final L1Range range) {
    sources.add(view.name());
    unverifiedForced = Long.max(unverifiedForced, range.unverifiedForced());
    if (range.state().isPresent()) {
      proven(range.end().number());
    }
  }

  boolean isProven(final long block) {
    return provenBlock == block;
  }

  /** The head is complete: whoever left out old events is as good as others for new ones. */
  void provenAtHead() {
    suspects.clear();
  }

  boolean isSuspect(final String name) {
    return suspects.contains(name);
  }

  boolean isSource(final String name) {
    return sources.contains(name);
  }

  /**
   * What was read since the last proof is not complete.
   *
   * @return the block from which to read again; below 0 when that is the first one
   */
  long reread() {
    suspects.addAll(sources);
    sources.clear();
    return provenBlock;
  }

  void forgetSources() {
    sources.clear();
    suspects.clear();
  }

  /**
   * Asks for the contracts' state at the last stored block, as long as that is not done.
   *
   * @param strict the endpoint must be able to tell
   * @throws CriticalException what is stored is not all
   * @throws L1EndpointException strict, and it cannot tell
   */
  void check(final L1View view, final long last, final boolean strict) {
    if (isProven(last)) {
      return;
    }
    final Optional<ContractState> state = view.stateAt(last);
    if (state.isPresent()) {
      store
          .read(tx -> difference(tx, state.get(), last))
          .ifPresent(
              text -> {
                throw incomplete(text);
              });
      proven(last);
    } else if (strict) {
      checkNow(view, last);
    }
  }

  /** With the newest state: enough when nothing has happened since. */
  private void checkNow(final L1View view, final long last) {
    final Optional<ContractState> now = view.stateAt(view.head(BlockTag.LATEST).number());
    if (now.isEmpty() || store.read(tx -> difference(tx, now.get(), last)).isPresent()) {
      throw new L1EndpointException(
          view.name(),
          "it does not have the state of block %d, by which the events up to there are checked"
              .formatted(last));
    }
    proven(last);
  }

  /**
   * @throws CriticalException what the transaction has is not what the contracts have
   */
  static void require(final StateStore.Tx tx, final ContractState state, final long block) {
    difference(tx, state, block)
        .ifPresent(
            text -> {
              throw incomplete(text);
            });
  }

  private static Optional<String> difference(
      final StateStore.Tx tx, final ContractState contracts, final long block) {
    final Bytes32 root =
        tx.l1InfoLeaves()
            .last()
            .map(L1InfoLeaf::l1InfoRoot)
            .orElseGet(() -> L1InfoTree.empty().root());
    final ContractState events =
        new ContractState(
            tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L),
            tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L),
            tx.forcedBatches().last().map(ForcedBatch::number).orElse(0L),
            // A contract without leaves may have no root yet.
            contracts.l1InfoRoot().filter(found -> !found.isZero()).map(found -> root));
    final ContractState expected =
        new ContractState(
            contracts.lastBatchSequenced(),
            contracts.lastVerifiedBatch(),
            contracts.lastForcedBatch(),
            contracts.l1InfoRoot().filter(found -> !found.isZero()));
    return events.equals(expected)
        ? Optional.empty()
        : Optional.of(
            "at L1 block %d the contracts have %s, the events up to there give %s"
                .formatted(block, text(expected), text(events)));
  }

  private static String text(final ContractState state) {
    return "last batch %d, last verified %d, last forced %d, L1 info root %s"
        .formatted(
            state.lastBatchSequenced(),
            state.lastVerifiedBatch(),
            state.lastForcedBatch(),
            state.l1InfoRoot().map(Bytes32::toHexString).orElse("none"));
  }

  private static CriticalException incomplete(final String evidence) {
    return new CriticalException(
        new Halt(
            HaltCode.L1_CONTRADICTS,
            L1Synchronizer.COMPONENT,
            "the events on L1 are not all that the contracts know of",
            evidence));
  }
}
