/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.TestTransactions;

class PendingSetTest {
  private static final int CHANGES = 3_000;

  private final Random random = new Random(7);
  private final PendingSet pending = new PendingSet();
  private final Map<Bytes32, Candidate> model = new HashMap<>();

  private Candidate random(final int position) {
    final int maxFee = random.nextInt(14);
    final int tip = random.nextInt(3) == 0 ? maxFee : random.nextInt(maxFee + 1);
    return new Candidate(
        Keccak256.hash(Bytes.ofUnsignedInt(random.nextInt(200))),
        TestTransactions.key(1 + random.nextInt(12)).address(),
        random.nextInt(4),
        BigInteger.valueOf(maxFee),
        BigInteger.valueOf(tip),
        110,
        position,
        0,
        21_000);
  }

  private void put(final Candidate candidate) {
    pending.put(candidate);
    model.remove(candidate.hash());
    model
        .values()
        .removeIf(
            other ->
                other.sender().equals(candidate.sender()) && other.nonce() == candidate.nonce());
    model.put(candidate.hash(), candidate);
  }

  private List<Candidate> expectedHeads(final BigInteger baseFee) {
    final Map<Address, Candidate> heads = new HashMap<>();
    for (final Candidate candidate : model.values()) {
      heads.merge(
          candidate.sender(), candidate, (one, other) -> one.nonce() < other.nonce() ? one : other);
    }
    return heads.values().stream()
        .sorted(
            Comparator.comparing(
                    (Candidate candidate) ->
                        PriceFloor.effectivePrice(
                            candidate.maxFeePerGas(), candidate.maxPriorityFeePerGas(), baseFee))
                .reversed()
                .thenComparing(Candidate::position))
        .toList();
  }

  @Test
  void theOrderIsThatOfAllSortedAnewAfterEachChangeAndAtEachBaseFee() {
    for (int i = 0; i < CHANGES; i++) {
      if (random.nextInt(3) == 0 && !model.isEmpty()) {
        final Bytes32 gone = List.copyOf(model.keySet()).get(random.nextInt(model.size()));
        pending.remove(gone);
        model.remove(gone);
      } else {
        put(random(i));
      }
      final BigInteger baseFee = BigInteger.valueOf(random.nextInt(16));
      final List<Candidate> heads = new ArrayList<>();
      final Iterator<Candidate> iterator = pending.heads(baseFee).iterator();
      iterator.forEachRemaining(heads::add);
      assertThat(heads).as("change %d", i).isEqualTo(expectedHeads(baseFee));
      assertThat(pending.all()).containsExactlyInAnyOrderElementsOf(model.values());
      assertThat(pending.isEmpty()).isEqualTo(model.isEmpty());
    }
  }

  @Test
  void whatPaysLessThanTheFloorWaitsWithAllBehindIt() {
    final Candidate dear = candidate(1, 0, 9, 0);
    final Candidate cheap = candidate(2, 0, 3, 1);
    final Candidate behindCheap = candidate(2, 1, 20, 2);
    final Candidate fair = candidate(3, 0, 5, 3);
    final CandidateQueue queue =
        new CandidateQueue(
            Pending.of(List.of(dear, cheap, behindCheap, fair)),
            BigInteger.ONE,
            PriceFloor.flat(BigInteger.valueOf(5)));
    final List<Candidate> order = new ArrayList<>();
    for (Optional<Candidate> best = queue.poll(); best.isPresent(); best = queue.poll()) {
      order.add(best.get());
      queue.next(best.get());
    }
    assertThat(order).containsExactly(dear, fair);
  }

  /** Here the floor is not the same for all: the one with more bytes has to pay more. */
  @Test
  void whoPaysTooLittleForItsBytesHidesNobodyElse() {
    final Candidate heavy =
        new Candidate(
            Keccak256.hash(Bytes.of(9)),
            TestTransactions.key(5).address(),
            0,
            BigInteger.valueOf(30),
            BigInteger.valueOf(30),
            110,
            0,
            100_000,
            21_000);
    final Candidate light = candidate(2, 0, 12, 1);
    final CandidateQueue queue =
        new CandidateQueue(
            Pending.of(List.of(heavy, light)),
            BigInteger.ONE,
            new PriceFloor(BigInteger.ONE, BigInteger.TEN, BigInteger.ZERO));
    assertThat(queue.poll()).contains(light);
    assertThat(queue.poll()).isEmpty();
  }

  private static Candidate candidate(
      final int sender, final long nonce, final long price, final long position) {
    return new Candidate(
        Keccak256.hash(Bytes.of(sender, (int) nonce)),
        TestTransactions.key(sender).address(),
        nonce,
        BigInteger.valueOf(price),
        BigInteger.valueOf(price),
        110,
        position,
        0,
        21_000);
  }
}
