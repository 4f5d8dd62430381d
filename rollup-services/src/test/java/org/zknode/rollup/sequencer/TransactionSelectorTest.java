/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.PoolTransaction;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.sequencer.TransactionSelector.Chosen;
import org.zknode.rollup.sequencer.TransactionSelector.Room;
import org.zknode.rollup.sequencer.TransactionSelector.Selection;

class TransactionSelectorTest {
  private static final Address COINBASE = address(999);
  private static final L2Block HEAD =
      new L2Block(
          7,
          Bytes32.leftPad(Bytes.of(1)),
          Bytes32.ZERO,
          Bytes32.ZERO,
          1,
          COINBASE,
          30_000_000,
          0,
          UInt256.valueOf(7),
          List.of());
  private static final Room LARGE = new Room(120_000, 300, true);

  private final Set<Bytes32> gone = new HashSet<>();
  private int asked;
  private long engineNonce = 2;
  private final TransactionSelector selector =
      new TransactionSelector(
          sender -> {
            asked++;
            return engineNonce;
          },
          this::load);

  private Map<Bytes32, Bytes> load(final List<Bytes32> hashes) {
    final Map<Bytes32, Bytes> loaded = new HashMap<>();
    hashes.stream().filter(hash -> !gone.contains(hash)).forEach(hash -> loaded.put(hash, hash));
    return loaded;
  }

  private static Address address(final int number) {
    return new Address(Bytes.concatenate(Bytes.wrap(new byte[16]), Bytes.ofUnsignedInt(number)));
  }

  private static Candidate candidate(
      final int sender, final long nonce, final long price, final int size, final long position) {
    return new Candidate(
        Keccak256.hash(Bytes.concatenate(address(sender).bytes(), Bytes.ofUnsignedLong(nonce))),
        address(sender),
        nonce,
        BigInteger.valueOf(price),
        BigInteger.valueOf(price),
        size,
        position,
        0,
        21_000);
  }

  private static List<Candidate> chosen(final Selection selection) {
    return selection.transactions().stream().map(Chosen::candidate).toList();
  }

  /** Spec zkevm-node 11, "Pool stuck": what cannot be processed must not block the rest. */
  @Test
  void dearTransactionsWithNonceGapsHideNothing() {
    final List<Candidate> pool = new ArrayList<>();
    for (int sender = 1; sender <= 200; sender++) {
      for (int nonce = 3; nonce < 66; nonce++) {
        pool.add(candidate(sender, nonce, 1_000_000, 110, pool.size()));
      }
    }
    final Candidate payable = candidate(500, 2, 8, 110, pool.size());
    pool.add(payable);
    final Selection selection = selector.select(pool, LARGE, HEAD);
    assertThat(chosen(selection)).containsExactly(payable);
    assertThat(selection.full()).isFalse();
    assertThat(asked).as("one question per sender").isEqualTo(201);
  }

  /** Spec zkevm-node 11, "Sequencer stuck": 24,000 pending transactions are no burden. */
  @Test
  void manyPendingTransactionsAreOrderedWithoutTheirBytes() {
    final List<Candidate> pool = new ArrayList<>();
    for (int i = 0; i < 24_000; i++) {
      pool.add(candidate(1 + i % 1000, 2 + i / 1000, 10 + i % 97, 110, i));
    }
    final Selection selection = selector.select(pool, LARGE, HEAD);
    assertThat(selection.transactions()).hasSize(300);
    assertThat(selection.full()).isTrue();
    assertThat(chosen(selection).getFirst().maxFeePerGas()).isEqualTo(106);
  }

  @Test
  void theSenderIsBelievedOfWhatCameAfterTheFirstReadingOnly() {
    final Candidate inherited = candidate(1, 2, 50, 110, 7);
    selector.select(List.of(inherited), LARGE, HEAD);
    final Candidate older = candidate(2, 2, 40, 110, 3);
    final Candidate younger = candidate(3, 2, 30, 110, 8);
    assertThat(selector.select(List.of(inherited, older, younger), LARGE, HEAD).forEngine())
        .containsExactly(
            new PoolTransaction(inherited.hash(), Optional.empty()),
            new PoolTransaction(older.hash(), Optional.empty()),
            new PoolTransaction(younger.hash(), Optional.of(younger.sender())));
  }

  @Test
  void whatWentAwayBetweenTheTwoReadingsIsLeftOut() {
    final Candidate first = candidate(1, 2, 50, 110, 1);
    final Candidate second = candidate(2, 2, 40, 110, 2);
    gone.add(first.hash());
    final Selection selection = selector.select(List.of(first, second), LARGE, HEAD);
    assertThat(chosen(selection)).containsExactly(second);
    assertThat(selection.forEngine())
        .containsExactly(new PoolTransaction(second.hash(), Optional.empty()));
    assertThat(selection.hash(0)).isEqualTo(second.hash());
    assertThat(selection.sender(0)).isEqualTo(second.sender());
  }

  @Test
  void whatOnlyFitsIntoAnEmptyBatchClosesThisOne() {
    final Candidate large = candidate(1, 2, 50, 900, 1);
    final Selection inOpen = selector.select(List.of(large), new Room(800, 9, false), HEAD);
    assertThat(inOpen.full()).isTrue();
    assertThat(inOpen.transactions()).isEmpty();
    assertThat(inOpen.refused()).isEmpty();
    final Selection inEmpty = selector.select(List.of(large), new Room(800, 9, true), HEAD);
    assertThat(inEmpty.full()).isFalse();
    assertThat(inEmpty.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.oversized()).isTrue();
              assertThat(refused.reason()).contains("900 bytes do not fit into an empty batch");
            });
  }

  /** EIP-7702: an authorization in another sender's transaction raises the authority's nonce. */
  @Test
  void aNonceThatOthersRaisedIsSeenInTheNextBlock() {
    final Selection first =
        selector.select(
            List.of(candidate(1, 2, 50, 110, 1), candidate(2, 2, 40, 110, 2)), LARGE, HEAD);
    final L2Block next =
        new L2Block(
            8,
            Bytes32.leftPad(Bytes.of(2)),
            HEAD.hash(),
            Bytes32.ZERO,
            2,
            COINBASE,
            30_000_000,
            42_000,
            UInt256.valueOf(7),
            first.transactions().stream().map(Chosen::raw).toList());
    selector.built(first, new BlockResult(next, List.of()));
    engineNonce = 5;
    final Candidate raised = candidate(1, 5, 50, 110, 3);
    assertThat(chosen(selector.select(List.of(raised), LARGE, next))).containsExactly(raised);
    assertThat(asked).isEqualTo(3);
    final Candidate gap = candidate(2, 6, 50, 110, 4);
    for (int i = 0; i < 3; i++) {
      assertThat(chosen(selector.select(List.of(gap), LARGE, next))).isEmpty();
    }
    assertThat(asked).as("a gap is asked about once in a block").isEqualTo(4);
    assertThat(selector.select(List.of(candidate(1, 4, 50, 110, 5)), LARGE, next).refused())
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).startsWith("nonce too low"));
  }

  @Provide
  Arbitrary<List<Candidate>> pools() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 5),
            Arbitraries.longs().between(0, 8),
            Arbitraries.longs().between(1, 30),
            Arbitraries.integers().between(100, 400))
        .as((sender, nonce, price, size) -> candidate(sender, nonce, price, size, 0))
        .list()
        .ofMaxSize(40)
        .uniqueElements(Candidate::hash);
  }

  @Property(tries = 300)
  void aSelectionFitsAndCanBeAppliedInItsOrder(
      @ForAll("pools") final List<Candidate> pool,
      @ForAll @IntRange(max = 2500) final int bytes,
      @ForAll @IntRange(min = 1, max = 12) final int count) {
    final Selection selection = selector.select(pool, new Room(bytes, count, false), HEAD);
    final List<Candidate> chosen = chosen(selection);
    assertThat(chosen).hasSizeLessThanOrEqualTo(count);
    assertThat(chosen.stream().mapToInt(Candidate::encodedBytes).sum()).isLessThanOrEqualTo(bytes);
    final Map<Address, Long> next = new HashMap<>();
    for (final Candidate candidate : chosen) {
      assertThat(candidate.nonce()).isEqualTo(next.getOrDefault(candidate.sender(), 2L));
      next.put(candidate.sender(), candidate.nonce() + 1);
    }
    if (!selection.full()) {
      // Nothing that could be applied was left.
      for (final Candidate candidate : pool) {
        if (!chosen.contains(candidate)) {
          assertThat(candidate.nonce())
              .isNotEqualTo(next.getOrDefault(candidate.sender(), 2L).longValue());
        }
      }
    }
    selection
        .refused()
        .forEach(refused -> assertThat(refused.reason()).startsWith("nonce too low"));
  }
}
