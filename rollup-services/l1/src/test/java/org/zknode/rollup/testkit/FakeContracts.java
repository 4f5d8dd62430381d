/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.InitialSequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceForceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1Event.Sequencing;
import org.zknode.rollup.l1.L1Event.UpdateL1InfoTree;
import org.zknode.rollup.l1.L1Event.VerifyBatches;
import org.zknode.rollup.l1.L1View.ContractState;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;

/** What our contracts on a fake L1 answer, computed from their events. */
record FakeContracts(List<L1Event> events) {
  <T extends L1Event> List<T> all(final Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  long lastBatchSequenced() {
    return all(Sequencing.class).stream().mapToLong(Sequencing::lastBatch).max().orElse(0);
  }

  long lastVerifiedBatch() {
    return all(VerifyBatches.class).stream().mapToLong(VerifyBatches::numBatch).max().orElse(0);
  }

  ContractState state() {
    return new ContractState(
        lastBatchSequenced(),
        lastVerifiedBatch(),
        all(ForceBatch.class).size(),
        Optional.of(l1InfoRoot()));
  }

  Bytes32 accInputHash(final long batchNumber) {
    final Iterator<ForceBatch> queue = all(ForceBatch.class).iterator();
    Bytes32 hash = AccInputHash.GENESIS;
    long last = 0;
    for (final Sequencing event : all(Sequencing.class)) {
      switch (event) {
        case SequenceBatches sequence -> {
          for (final SequencedBatch batch : sequence.batches()) {
            hash =
                batch.forcedTimestamp() > 0
                    ? forcedHash(hash, queue.next(), sequence.coinbase())
                    : AccInputHash.next(
                        hash,
                        batch.transactions(),
                        sequence.l1InfoRoot(),
                        sequence.maxSequenceTimestamp(),
                        sequence.coinbase());
          }
        }
        case SequenceForceBatches forced -> {
          for (long number = last; number < forced.lastBatch(); number++) {
            hash = forcedHash(hash, queue.next(), forced.callers().getLast());
          }
        }
        case InitialSequenceBatches initial ->
            hash =
                AccInputHash.nextForced(
                    hash,
                    initial.transactions(),
                    initial.lastGlobalExitRoot(),
                    initial.block().timestamp(),
                    initial.sequencer(),
                    initial.block().parentHash());
      }
      last = event.lastBatch();
      if (last == batchNumber) {
        return hash;
      }
    }
    return Bytes32.ZERO;
  }

  private static Bytes32 forcedHash(
      final Bytes32 previous, final ForceBatch forced, final Address coinbase) {
    return AccInputHash.nextForced(
        previous,
        forced.transactions(),
        forced.lastGlobalExitRoot(),
        forced.block().timestamp(),
        coinbase,
        forced.block().parentHash());
  }

  Bytes32 forcedBatchHash(final long number) {
    return all(ForceBatch.class).stream()
        .filter(event -> event.number() == number)
        .map(
            event ->
                ForcedBatchAbi.queuedHash(
                    event.transactions(),
                    new ForcedInput(
                        number,
                        event.lastGlobalExitRoot(),
                        event.block().timestamp(),
                        event.block().parentHash())))
        .findFirst()
        .orElse(Bytes32.ZERO);
  }

  Bytes32 verifiedStateRoot(final long batchNumber) {
    return all(VerifyBatches.class).stream()
        .filter(event -> event.numBatch() == batchNumber)
        .map(VerifyBatches::stateRoot)
        .findFirst()
        .orElse(Bytes32.ZERO);
  }

  Bytes32 l1InfoRoot() {
    return L1InfoTree.of(
            all(UpdateL1InfoTree.class).stream()
                .map(
                    event ->
                        L1InfoTree.leaf(
                            L1InfoTree.globalExitRoot(
                                event.mainnetExitRoot(), event.rollupExitRoot()),
                            event.block().parentHash(),
                            event.block().timestamp()))
                .toList())
        .root();
  }
}
