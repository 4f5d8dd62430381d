/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.L1View.ContractState;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Reads a range of L1 blocks from one endpoint so that a reorg during the read cannot mix two
 * forks: each block with events must be canonical afterwards, and the first and the last block must
 * be the same before and after. What the contracts keep of an event must fit it. Whoever stores the
 * range checks that it follows what is stored, and that it is complete.
 */
final class L1RangeReader {
  private final L1View l1;
  private final Map<Long, Bytes32> accInputHashes = new HashMap<>();
  private long unverifiedForced;

  private L1RangeReader(final L1View l1) {
    this.l1 = l1;
  }

  /**
   * @param from first block of the range
   * @return empty when L1 changed meanwhile; look for a reorg and try again
   * @throws L1EndpointException what the endpoint says does not fit together
   */
  static Optional<L1Range> read(final L1View l1, final long from, final long to) {
    return new L1RangeReader(l1).read(from, to);
  }

  private Optional<L1Range> read(final long from, final long to) {
    final Optional<L1BlockRef> end = l1.block(to);
    final Optional<L1BlockRef> first = l1.block(from);
    if (end.isEmpty() || first.isEmpty()) {
      return Optional.empty();
    }
    final List<L1Event> events = l1.events(from, to);
    Optional<L1BlockRef> checked = Optional.empty();
    for (final L1Event event : events) {
      final L1BlockRef block = event.block();
      if (block.number() < checked.map(L1BlockRef::number).orElse(from) || block.number() > to) {
        throw misfit(
            "it answered events of blocks %d to %d with one of block %d out of order"
                .formatted(from, to, block.number()));
      }
      if (checked.filter(block::equals).isEmpty()) {
        if (l1.block(block.number()).filter(b -> b.hash().equals(block.hash())).isEmpty()) {
          return Optional.empty();
        }
        checked = Optional.of(block);
      }
      check(event);
    }
    final Optional<ContractState> state = l1.stateAt(to);
    if (!l1.block(to).equals(end) || !l1.block(from).equals(first)) {
      return Optional.empty();
    }
    return Optional.of(
        new L1Range(
            first.get().parentHash(), end.get(), events, accInputHashes, state, unverifiedForced));
  }

  private void check(final L1Event event) {
    switch (event) {
      case L1Event.Sequencing sequence -> {
        final Bytes32 hash = l1.sequencedAccInputHash(sequence.lastBatch());
        if (hash.isZero()) {
          throw misfit(
              "it has an event that sequences batch %d, and its rollup manager no accumulated input hash of it"
                  .formatted(sequence.lastBatch()));
        }
        accInputHashes.put(sequence.lastBatch(), hash);
      }
      case L1Event.ForceBatch forced -> check(forced);
      case L1Event.VerifyBatches verification -> {
        final Bytes32 root = l1.verifiedStateRoot(verification.numBatch());
        if (!root.equals(verification.stateRoot())) {
          throw misfit(
              "it has an event that verifies batch %d with state root %s, and its rollup manager %s"
                  .formatted(verification.numBatch(), verification.stateRoot(), root));
        }
      }
      case L1Event.UpdateL1InfoTree leaf -> {
        // The contract keeps only the root, which is compared for the range as a whole.
      }
    }
  }

  /** Once it is sequenced the contract has no hash of it any more, and the sequence's decides. */
  private void check(final L1Event.ForceBatch forced) {
    final Bytes32 queued = l1.forcedBatchHash(forced.number(), forced.block().number());
    final Bytes32 computed = ForcedBatchAbi.queuedHash(forced);
    if (queued.isZero()) {
      unverifiedForced = forced.number();
    } else if (!queued.equals(computed)) {
      throw misfit(
          "its event and calldata of forced batch %d (L1 transaction %s, %d bytes) have the hash %s, its contract has %s"
              .formatted(
                  forced.number(),
                  forced.transactionHash(),
                  forced.transactions().size(),
                  computed,
                  queued));
    }
  }

  private L1EndpointException misfit(final String why) {
    l1.failed(why);
    return new L1EndpointException(l1.name(), why);
  }
}
