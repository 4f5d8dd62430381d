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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.TestTransactions;

/**
 * Price, then age, never before the sender's lower nonces (docs/spec/sequencing.md, "Order of
 * transactions").
 */
class CandidateQueueTest {
  private static final BigInteger BASE_FEE = BigInteger.valueOf(5);

  /** Few senders, nonces and prices, so that all collide often. */
  private record Seed(int sender, long nonce, int maxFee, int tip) {}

  @Provide
  Arbitrary<List<Candidate>> pools() {
    final Arbitrary<Seed> seed =
        Combinators.combine(
                Arbitraries.integers().between(1, 4),
                Arbitraries.longs().between(0, 6),
                Arbitraries.integers().between(0, 12),
                Arbitraries.integers().between(0, 12))
            .as((sender, nonce, fee, tip) -> new Seed(sender, nonce, fee, Math.min(tip, fee)));
    return seed.list()
        .ofMaxSize(25)
        .uniqueElements(one -> one.sender() + "/" + one.nonce())
        .map(CandidateQueueTest::candidates);
  }

  private static List<Candidate> candidates(final List<Seed> seeds) {
    final List<Candidate> candidates = new ArrayList<>();
    for (final Seed seed : seeds) {
      candidates.add(
          new Candidate(
              Keccak256.hash(Bytes.ofUnsignedInt(candidates.size())),
              TestTransactions.key(seed.sender()).address(),
              seed.nonce(),
              BigInteger.valueOf(seed.maxFee()),
              BigInteger.valueOf(seed.tip()),
              110,
              candidates.size(),
              0,
              21_000));
    }
    return candidates;
  }

  private static List<Candidate> order(final List<Candidate> candidates) {
    final CandidateQueue queue =
        new CandidateQueue(Pending.of(candidates), BASE_FEE, Pending.NO_FLOOR);
    final List<Candidate> order = new ArrayList<>();
    for (Optional<Candidate> best = queue.poll(); best.isPresent(); best = queue.poll()) {
      order.add(best.get());
      queue.next(best.get());
    }
    return order;
  }

  private static BigInteger paid(final Candidate candidate) {
    return candidate.maxFeePerGas().min(BASE_FEE.add(candidate.maxPriorityFeePerGas()));
  }

  @Property(tries = 300)
  void everyTransactionComesOnceAndAfterTheLowerNoncesOfItsSender(
      @ForAll("pools") final List<Candidate> pool) {
    final List<Candidate> order = order(pool);
    assertThat(order).containsExactlyInAnyOrderElementsOf(pool);
    final Map<Address, Long> last = new HashMap<>();
    for (final Candidate candidate : order) {
      assertThat(candidate.nonce()).isGreaterThan(last.getOrDefault(candidate.sender(), -1L));
      last.put(candidate.sender(), candidate.nonce());
    }
  }

  @Property(tries = 300)
  void eachIsTheBestOfThoseWhoseTurnItIs(@ForAll("pools") final List<Candidate> pool) {
    final List<Candidate> left = new ArrayList<>(pool);
    for (final Candidate polled : order(pool)) {
      final Candidate best =
          left.stream()
              .filter(
                  one ->
                      left.stream()
                          .noneMatch(
                              other ->
                                  other.sender().equals(one.sender())
                                      && other.nonce() < one.nonce()))
              .min(
                  Comparator.comparing(CandidateQueueTest::paid)
                      .reversed()
                      .thenComparingLong(Candidate::position))
              .orElseThrow();
      assertThat(polled).isEqualTo(best);
      left.remove(polled);
    }
  }

  @Property(tries = 100)
  void theOrderDoesNotDependOnTheOrderOfReading(@ForAll("pools") final List<Candidate> pool) {
    assertThat(order(pool.reversed())).isEqualTo(order(pool));
  }

  @Property(tries = 100)
  void aSenderThatDropsOutIsNotSeenAgain(@ForAll("pools") final List<Candidate> pool) {
    final CandidateQueue queue = new CandidateQueue(Pending.of(pool), BASE_FEE, Pending.NO_FLOOR);
    final List<Address> seen = new ArrayList<>();
    queue.poll().ifPresent(best -> seen.add(best.sender()));
    for (Optional<Candidate> best = queue.poll(); best.isPresent(); best = queue.poll()) {
      assertThat(seen).doesNotContain(best.get().sender());
      seen.add(best.get().sender());
    }
  }
}
