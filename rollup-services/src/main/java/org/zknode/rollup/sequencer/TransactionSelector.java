/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.pool.TransactionPool.PooledTransaction;

/**
 * Chooses what goes into the next block: in the pool's order, per sender without nonce gaps, and
 * never more than the batch has room for, so that a block over the limit is never built. What could
 * not be applied in a block and may be later is tried again with growing distance, so that a few
 * stuck transactions do not cause an empty block every block time.
 */
final class TransactionSelector {
  /** Senders whose nonce or back-off is remembered; the eldest are forgotten first. */
  private static final int MAX_REMEMBERED_SENDERS = 10_000;

  /** Longest distance, in blocks, between two tries of a sender's transactions. */
  private static final long MAX_BACKOFF_BLOCKS = 64;

  private record Backoff(long untilBlock, long distance) {}

  private final ToLongFunction<Address> engineNonce;
  private final Map<Address, Long> nextNonce = new Remembered<>();
  private final Map<Address, Backoff> backoffs = new Remembered<>();
  private Bytes32 noncesOfHead = Bytes32.ZERO;

  /**
   * @param engineNonce the account's nonce after the head block
   */
  TransactionSelector(final ToLongFunction<Address> engineNonce) {
    this.engineNonce = engineNonce;
  }

  /** What a batch still takes. */
  record Room(int bytes, int transactions, boolean wholeBatch) {}

  record Refused(Bytes32 hash, String reason) {}

  /**
   * @param refused can never be included
   * @param full the batch had no room for a transaction that was next in order
   */
  record Selection(List<PooledTransaction> transactions, List<Refused> refused, boolean full) {
    List<Bytes> raw() {
      return transactions.stream().map(PooledTransaction::raw).toList();
    }
  }

  Selection select(
      final List<PooledTransaction> pending,
      final Room room,
      final Bytes32 headHash,
      final long nextBlock) {
    if (!headHash.equals(noncesOfHead)) {
      nextNonce.clear();
      noncesOfHead = headHash;
    }
    final List<PooledTransaction> chosen = new ArrayList<>();
    final List<Refused> refused = new ArrayList<>();
    final Map<Address, Long> expected = new HashMap<>();
    int bytes = room.bytes();
    for (final PooledTransaction candidate : pending) {
      if (chosen.size() >= room.transactions()) {
        return new Selection(List.copyOf(chosen), List.copyOf(refused), true);
      }
      final Address sender = candidate.sender();
      if (isBackedOff(sender, nextBlock)) {
        continue;
      }
      final long nonce =
          expected.computeIfAbsent(
              sender, key -> nextNonce.computeIfAbsent(key, engineNonce::applyAsLong));
      if (candidate.nonce() < nonce) {
        refused.add(
            new Refused(
                candidate.hash(),
                "nonce too low: it is %d, the account's is %d"
                    .formatted(candidate.nonce(), nonce)));
        continue;
      }
      if (candidate.nonce() > nonce) {
        continue;
      }
      final int size;
      try {
        size = BatchCodec.encodedSize(candidate.raw());
      } catch (final IllegalArgumentException e) {
        refused.add(new Refused(candidate.hash(), e.getMessage()));
        continue;
      }
      if (size > bytes) {
        if (room.wholeBatch() && size > room.bytes()) {
          refused.add(
              new Refused(
                  candidate.hash(),
                  "%d bytes do not fit into an empty batch, which takes %d"
                      .formatted(size, room.bytes())));
          continue;
        }
        return new Selection(List.copyOf(chosen), List.copyOf(refused), true);
      }
      bytes -= size;
      chosen.add(candidate);
      expected.put(sender, nonce + 1);
    }
    return new Selection(List.copyOf(chosen), List.copyOf(refused), false);
  }

  /** Learns from the block that was built from a selection; it is the head now. */
  void built(final Selection selection, final BlockResult result) {
    final Set<Address> stuck = new HashSet<>();
    final boolean nothingIncluded = result.block().transactions().isEmpty();
    for (final SkippedTransaction skipped : result.skipped()) {
      final Address sender = selection.transactions().get(skipped.index()).sender();
      if (skipped.retryable() && nothingIncluded && stuck.add(sender)) {
        final Backoff last = backoffs.get(sender);
        final long distance = last == null ? 1 : Math.min(MAX_BACKOFF_BLOCKS, last.distance() * 2);
        backoffs.put(sender, new Backoff(result.block().number() + 1 + distance, distance));
      }
      nextNonce.remove(sender);
    }
    final Set<Integer> skippedIndexes = new HashSet<>();
    result.skipped().forEach(skipped -> skippedIndexes.add(skipped.index()));
    for (int i = 0; i < selection.transactions().size(); i++) {
      final PooledTransaction transaction = selection.transactions().get(i);
      if (!skippedIndexes.contains(i)) {
        backoffs.remove(transaction.sender());
        nextNonce.computeIfPresent(
            transaction.sender(), (key, nonce) -> Math.max(nonce, transaction.nonce() + 1));
      }
    }
    noncesOfHead = result.block().hash();
  }

  private boolean isBackedOff(final Address sender, final long nextBlock) {
    final Backoff backoff = backoffs.get(sender);
    return backoff != null && nextBlock < backoff.untilBlock();
  }

  private static final class Remembered<V> extends LinkedHashMap<Address, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(final Map.Entry<Address, V> eldest) {
      return size() > MAX_REMEMBERED_SENDERS;
    }
  }
}
