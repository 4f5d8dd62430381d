/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.SkipKind;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.sequencer.Selection.Chosen;
import org.zknode.rollup.testkit.MutableClock;

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
  private static final Limits LARGE = new Limits(120_000, 300, true);

  private record Limits(int bytes, int transactions, boolean wholeBatch) {}

  private final Set<Bytes32> gone = new HashSet<>();
  private int asked;
  private long engineNonce = 2;
  private final Map<Address, BigInteger> balances = new HashMap<>();
  private final Set<Address> delegated = new HashSet<>();
  private final Map<Bytes32, BigInteger> costs = new HashMap<>();
  private final MutableClock clock = MutableClock.create();
  private TransactionSelector selector = newSelector();

  private TransactionSelector newSelector() {
    return new TransactionSelector(this::read, clock);
  }

  private Map<Address, AccountState> accounts(final Collection<Address> senders) {
    asked += senders.size();
    final Map<Address, AccountState> states = new HashMap<>();
    senders.forEach(
        sender ->
            states.put(
                sender,
                new AccountState(
                    engineNonce,
                    balances.getOrDefault(sender, BigInteger.valueOf(1_000)),
                    delegated.contains(sender))));
    return states;
  }

  private Selection select(final List<Candidate> pool, final Limits limits, final L2Block head) {
    final Room room = new Room(limits.bytes(), limits.transactions());
    return selector.select(
        Pending.of(pool),
        Pending.NO_FLOOR,
        ChoiceBase.after(head, this::accounts),
        new SelectionRun.Limits(
            room, limits.wholeBatch() ? room : new Room(120_000, 300), Integer.MAX_VALUE),
        true);
  }

  private record Kept(DecodedTransaction transaction, Receipt receipt) implements Included {}

  private static Appended outcome(
      final List<DecodedTransaction> included, final List<SkippedTransaction> skipped) {
    final Receipt receipt = new Receipt(true, 21_000, Bytes.EMPTY, List.of());
    return new Appended(
        included.stream().<Included>map(each -> new Kept(each, receipt)).toList(),
        skipped,
        Optional.empty());
  }

  private Map<Bytes32, DecodedTransaction> read(final List<Candidate> rows) {
    final Map<Bytes32, DecodedTransaction> read = new HashMap<>();
    rows.stream()
        .filter(row -> !gone.contains(row.hash()))
        .forEach(row -> read.put(row.hash(), decoded(row)));
    return read;
  }

  private DecodedTransaction decoded(final Candidate row) {
    final BigInteger cost = costs.getOrDefault(row.hash(), BigInteger.ONE);
    return new DecodedTransaction(
        new SignedTransaction(
            TransactionType.DYNAMIC_FEE,
            row.hash(),
            row.hash(),
            row.sender(),
            OptionalLong.empty(),
            row.nonce(),
            BigInteger.ZERO,
            BigInteger.ZERO,
            21_000,
            Optional.empty(),
            cost,
            Bytes.EMPTY,
            List.of(),
            List.of(),
            new Signature(BigInteger.ONE, BigInteger.ONE, 0),
            row.hash()),
        Optional.empty(),
        row.encodedBytes());
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

  /** A stuck pool (docs/pain-points.md): what cannot be processed must not block the rest. */
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
    final Selection selection = select(pool, LARGE, HEAD);
    assertThat(chosen(selection)).containsExactly(payable);
    assertThat(selection.waiting()).isFalse();
    assertThat(asked).as("one question per sender").isEqualTo(201);
  }

  /** 24,000 pending transactions are no burden (docs/pain-points.md, sequencer restart). */
  @Test
  void manyPendingTransactionsAreOrderedWithoutTheirBytes() {
    final List<Candidate> pool = new ArrayList<>();
    for (int i = 0; i < 24_000; i++) {
      pool.add(candidate(1 + i % 1000, 2 + i / 1000, 10 + i % 97, 110, i));
    }
    final Selection selection = select(pool, LARGE, HEAD);
    assertThat(selection.transactions()).as("300 and some to spare").hasSize(345);
    assertThat(selection.waiting()).isTrue();
    assertThat(chosen(selection).getFirst().maxFeePerGas()).isEqualTo(106);
  }

  @Test
  void whatWentAwayBetweenTheTwoReadingsIsLeftOut() {
    final Candidate first = candidate(1, 2, 50, 110, 1);
    final Candidate second = candidate(2, 2, 40, 110, 2);
    gone.add(first.hash());
    final Selection selection = select(List.of(first, second), LARGE, HEAD);
    assertThat(chosen(selection)).containsExactly(second);
    assertThat(selection.forEngine()).containsExactly(decoded(second));
    assertThat(selection.hash(0)).isEqualTo(second.hash());
    assertThat(selection.sender(0)).isEqualTo(second.sender());
  }

  @Test
  void whatOnlyFitsIntoAnEmptyBatchClosesThisOne() {
    final Candidate large = candidate(1, 2, 50, 900, 1);
    final Selection inOpen = select(List.of(large), new Limits(800, 9, false), HEAD);
    assertThat(inOpen.waiting()).isTrue();
    assertThat(inOpen.transactions()).isEmpty();
    assertThat(inOpen.refused()).isEmpty();
    final Selection inEmpty = select(List.of(large), new Limits(800, 9, true), HEAD);
    assertThat(inEmpty.waiting()).isFalse();
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
        select(List.of(candidate(1, 2, 50, 110, 1), candidate(2, 2, 40, 110, 2)), LARGE, HEAD);
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
            first.transactions().stream().map(chosen -> chosen.decoded().raw()).toList());
    selector.tried(first, outcome(first.forEngine(), List.of()), next.number());
    engineNonce = 5;
    final Candidate raised = candidate(1, 5, 50, 110, 3);
    assertThat(chosen(select(List.of(raised), LARGE, next))).containsExactly(raised);
    assertThat(asked).isEqualTo(3);
    final Candidate gap = candidate(2, 6, 50, 110, 4);
    for (int i = 0; i < 3; i++) {
      assertThat(chosen(select(List.of(gap), LARGE, next))).isEmpty();
    }
    assertThat(asked).as("a gap is asked about once in a block").isEqualTo(4);
    assertThat(select(List.of(candidate(1, 4, 50, 110, 5)), LARGE, next).refused())
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).startsWith("nonce too low"));
  }

  private void owns(final int sender, final long wei) {
    balances.put(address(sender), BigInteger.valueOf(wei));
  }

  private Candidate costing(final Candidate candidate, final long wei) {
    costs.put(candidate.hash(), BigInteger.valueOf(wei));
    return candidate;
  }

  /** What the sender has in front counts too, whatever each alone could be paid with. */
  @Test
  void anUnfundedSenderTakesNoRoomAndClosesNoBatch() {
    owns(1, 100);
    final Candidate drain = costing(candidate(1, 2, 50, 110, 1), 90);
    final Candidate large = costing(candidate(1, 3, 60, 100_000, 2), 60);
    final Candidate larger = costing(candidate(1, 4, 60, 119_500, 3), 50);
    final Candidate user = costing(candidate(2, 2, 8, 110, 4), 1_000);
    final Selection selection =
        select(List.of(drain, large, larger, user), new Limits(110_000, 300, false), HEAD);
    assertThat(chosen(selection)).containsExactly(drain, user);
    assertThat(selection.waiting()).isFalse();
    assertThat(selection.refused()).as("waits for what is before it").isEmpty();

    owns(1, 10);
    engineNonce = 3;
    final Selection next =
        select(List.of(large, larger, costing(candidate(2, 3, 8, 110, 5), 1)), LARGE, block(8));
    assertThat(chosen(next)).extracting(Candidate::sender).containsExactly(address(2));
    assertThat(next.waiting()).isFalse();
    assertThat(next.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.hash()).isEqualTo(large.hash());
              assertThat(refused.reason())
                  .isEqualTo("insufficient funds: it costs up to 60 wei, the account has 10 wei");
            });
  }

  @Test
  void roomThatTheUnfundedLeaveIsUsedByOthersInTheSameBlock() {
    final List<Candidate> pool = new ArrayList<>();
    for (int sender = 1; sender <= 900; sender++) {
      owns(sender, 5);
      pool.add(costing(candidate(sender, 2, 1_000, 110, sender), 6));
    }
    for (int sender = 1_001; sender <= 1_250; sender++) {
      pool.add(candidate(sender, 2, 8, 110, sender));
    }
    final Selection selection = select(pool, LARGE, HEAD);
    assertThat(selection.refused().size()).isGreaterThanOrEqualTo(500);
    assertThat(chosen(select(pool.subList(500, pool.size()), LARGE, block(8)))).hasSize(250);
  }

  /** EIP-7702: anybody's transaction may take a delegated account's balance. */
  @Test
  void aDelegatedAccountHasOneTransactionInFlightAndClosesNoBatch() {
    delegated.add(address(1));
    final Candidate first = candidate(1, 2, 50, 110, 1);
    final Candidate second = candidate(1, 3, 50, 110, 2);
    assertThat(chosen(select(List.of(first, second), LARGE, HEAD))).containsExactly(first);
    final Selection tooLarge =
        select(List.of(candidate(1, 2, 50, 900, 1)), new Limits(800, 9, false), HEAD);
    assertThat(tooLarge.transactions()).isEmpty();
    assertThat(tooLarge.waiting()).isFalse();
  }

  /** Repetition gets slower for the sender, and for nobody else. */
  @Test
  void aSenderWhoseTransactionsAreThrownAwayIsPutBackForLongerEachTime() {
    long delay = 2_000;
    for (int round = 0; round < 5; round++) {
      final Candidate junk = candidate(1, 2, 50 + round, 110, round);
      final Candidate user = candidate(2, 2, 8, 110, round);
      final Selection selection = select(List.of(junk, user), LARGE, HEAD);
      assertThat(chosen(selection)).containsExactly(junk, user);
      selector.tried(
          selection,
          outcome(
              selection.forEngine().subList(1, 2),
              List.of(new SkippedTransaction(0, junk.hash(), "too much", SkipKind.OVERSIZED))),
          8);
      clock.advance(Duration.ofMillis(delay - 1));
      assertThat(chosen(select(List.of(junk, user), LARGE, HEAD))).containsExactly(user);
      clock.advance(Duration.ofMillis(1));
      delay *= 2;
    }
  }

  @Test
  void aTransactionThatIsStoppedForItsTimeIsGivenUpAfterAFewTries() {
    final Candidate slow = candidate(1, 2, 50, 110, 1);
    for (int tried = 1; tried <= 3; tried++) {
      final Selection selection = select(List.of(slow), LARGE, HEAD);
      assertThat(chosen(selection)).containsExactly(slow);
      assertThat(
              selector.tried(
                  selection,
                  outcome(
                      List.of(),
                      List.of(
                          new SkippedTransaction(
                              0, slow.hash(), "too long", SkipKind.OUT_OF_TIME))),
                  1))
          .hasSize(tried == 3 ? 1 : 0);
      clock.advance(Duration.ofMinutes(1));
    }
  }

  private static L2Block block(final long number) {
    return new L2Block(
        number,
        Bytes32.leftPad(Bytes.ofUnsignedLong(number)),
        HEAD.hash(),
        Bytes32.ZERO,
        2,
        COINBASE,
        30_000_000,
        42_000,
        UInt256.valueOf(7),
        List.of(Bytes.of(1)));
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
    selector = newSelector();
    final Selection selection = select(pool, new Limits(bytes, count, false), HEAD);
    final List<Candidate> chosen = chosen(selection);
    // An eighth to spare, for what the engine cannot apply.
    assertThat(chosen).hasSizeLessThanOrEqualTo(count + 8 + count / 8);
    assertThat(chosen.stream().mapToInt(Candidate::encodedBytes).sum())
        .isLessThanOrEqualTo(bytes + bytes / 8);
    assertThat(chosen).allMatch(candidate -> candidate.encodedBytes() <= bytes);
    final Map<Address, Long> next = new HashMap<>();
    for (final Candidate candidate : chosen) {
      assertThat(candidate.nonce()).isEqualTo(next.getOrDefault(candidate.sender(), 2L));
      next.put(candidate.sender(), candidate.nonce() + 1);
    }
    if (!selection.waiting()) {
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
