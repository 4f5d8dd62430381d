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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.PoolTransaction;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Chooses what goes into the next block: in the order of {@link CandidateQueue}, per sender without
 * nonce gaps, and never more than the batch has room for, so that a block over the limit is never
 * built. What could not be applied in a block and may be later is tried again with growing
 * distance, so that a few stuck transactions do not cause an empty block every block time.
 */
final class TransactionSelector {
  /** Senders whose nonce or back-off is remembered; the eldest are forgotten first. */
  private static final int MAX_REMEMBERED_SENDERS = 10_000;

  /** Longest distance, in blocks, between two tries of a sender's transactions. */
  private static final long MAX_BACKOFF_BLOCKS = 64;

  private record Backoff(long untilBlock, long distance) {}

  private final ToLongFunction<Address> engineNonce;
  private final Function<List<Bytes32>, Map<Bytes32, Bytes>> bytesOf;
  private final Map<Address, Long> nextNonce = new Remembered<>();
  private final Map<Address, Backoff> backoffs = new Remembered<>();

  /** Senders whose nonce the engine gave after the head. */
  private final Set<Address> readAtHead = new HashSet<>();

  private Bytes32 noncesOfHead = Bytes32.ZERO;

  /** What the pool had when this process asked first: its senders are recovered again. */
  private OptionalLong lastInheritedPosition = OptionalLong.empty();

  /**
   * @param engineNonce the account's nonce after the head block
   * @param bytesOf network encodings of transactions by hash; what is gone is left out
   */
  TransactionSelector(
      final ToLongFunction<Address> engineNonce,
      final Function<List<Bytes32>, Map<Bytes32, Bytes>> bytesOf) {
    this.engineNonce = engineNonce;
    this.bytesOf = bytesOf;
  }

  /** What a batch still takes. */
  record Room(int bytes, int transactions, boolean wholeBatch) {}

  /**
   * @param oversized it needs more than a whole batch has, whatever the state of its account
   */
  record Refused(Bytes32 hash, String reason, boolean oversized) {}

  /**
   * @param raw its network encoding
   * @param senderIsKnown the pool's sender is believed, see {@link PoolTransaction}
   */
  record Chosen(Candidate candidate, Bytes raw, boolean senderIsKnown) {
    PoolTransaction forEngine() {
      return new PoolTransaction(
          raw, senderIsKnown ? Optional.of(candidate.sender()) : Optional.empty());
    }
  }

  /**
   * @param refused can never be included
   * @param full the batch had no room for a transaction that was next in order
   */
  record Selection(List<Chosen> transactions, List<Refused> refused, boolean full) {
    List<PoolTransaction> forEngine() {
      return transactions.stream().map(Chosen::forEngine).toList();
    }

    Address sender(final int index) {
      return transactions.get(index).candidate().sender();
    }

    Bytes32 hash(final int index) {
      return transactions.get(index).candidate().hash();
    }
  }

  Selection select(final List<Candidate> pending, final Room room, final L2Block head) {
    if (!head.hash().equals(noncesOfHead)) {
      nextNonce.clear();
      readAtHead.clear();
      noncesOfHead = head.hash();
    }
    if (lastInheritedPosition.isEmpty()) {
      lastInheritedPosition =
          OptionalLong.of(pending.stream().mapToLong(Candidate::position).max().orElse(-1));
    }
    final CandidateQueue queue = new CandidateQueue(pending, head.baseFee().toUnsignedBigInteger());
    final List<Candidate> chosen = new ArrayList<>();
    final List<Refused> refused = new ArrayList<>();
    final Map<Address, Long> expected = new HashMap<>();
    int bytes = room.bytes();
    boolean full = false;
    for (Optional<Candidate> best = queue.poll(); best.isPresent(); best = queue.poll()) {
      final Candidate candidate = best.get();
      final Address sender = candidate.sender();
      if (isBackedOff(sender, head.number() + 1)) {
        continue;
      }
      if (!expected.containsKey(sender)) {
        expected.put(sender, firstNonce(sender, candidate.nonce()));
      }
      final long nonce = expected.get(sender);
      if (candidate.nonce() > nonce) {
        // All others of this sender have higher nonces: it drops out.
        continue;
      }
      if (candidate.nonce() < nonce) {
        refused.add(tooLow(candidate, nonce));
        queue.next(candidate);
        continue;
      }
      final int size = candidate.encodedBytes();
      if (room.wholeBatch() && size > room.bytes()) {
        refused.add(oversized(candidate, room));
        queue.next(candidate);
        continue;
      }
      if (size > bytes || chosen.size() >= room.transactions()) {
        full = true;
        break;
      }
      bytes -= size;
      chosen.add(candidate);
      expected.put(sender, nonce + 1);
      queue.next(candidate);
    }
    return new Selection(withBytes(chosen), List.copyOf(refused), full);
  }

  /**
   * The sender's next nonce. What is remembered is a lower bound only: an authorization in another
   * sender's transaction raises the nonce too, and so does delegated code that creates a contract
   * (EIP-7702). So a gap is believed only if the engine shows it after this head.
   */
  private long firstNonce(final Address sender, final long wanted) {
    final Long remembered = nextNonce.get(sender);
    if (remembered != null && (wanted <= remembered || readAtHead.contains(sender))) {
      return remembered;
    }
    final long nonce = engineNonce.applyAsLong(sender);
    nextNonce.put(sender, nonce);
    readAtHead.add(sender);
    return nonce;
  }

  private static Refused tooLow(final Candidate candidate, final long nonce) {
    return new Refused(
        candidate.hash(),
        "nonce too low: it is %d, the account's is %d".formatted(candidate.nonce(), nonce),
        false);
  }

  private static Refused oversized(final Candidate candidate, final Room room) {
    return new Refused(
        candidate.hash(),
        "%d bytes do not fit into an empty batch, which takes %d"
            .formatted(candidate.encodedBytes(), room.bytes()),
        true);
  }

  /** What was replaced or expired since it was read is left out. */
  private List<Chosen> withBytes(final List<Candidate> candidates) {
    final Map<Bytes32, Bytes> bytes =
        bytesOf.apply(candidates.stream().map(Candidate::hash).toList());
    return candidates.stream()
        .filter(candidate -> bytes.containsKey(candidate.hash()))
        .map(
            candidate ->
                new Chosen(
                    candidate,
                    bytes.get(candidate.hash()),
                    candidate.position() > lastInheritedPosition.orElseThrow()))
        .toList();
  }

  /** Learns from the block that was built from a selection; it is the head now. */
  void built(final Selection selection, final BlockResult result) {
    final Set<Address> stuck = new HashSet<>();
    // Where the batch ended, all from there on go into the next one.
    final boolean nothingIncluded =
        result.block().transactions().isEmpty() && result.exhausted().isEmpty();
    for (final SkippedTransaction skipped : result.skipped()) {
      final Address sender = selection.sender(skipped.index());
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
      final Candidate transaction = selection.transactions().get(i).candidate();
      if (!skippedIndexes.contains(i)) {
        backoffs.remove(transaction.sender());
        nextNonce.computeIfPresent(
            transaction.sender(), (key, nonce) -> Math.max(nonce, transaction.nonce() + 1));
      }
    }
    noncesOfHead = result.block().hash();
    readAtHead.clear();
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
