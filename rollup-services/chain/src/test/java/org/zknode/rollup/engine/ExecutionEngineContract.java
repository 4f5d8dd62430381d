/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.Trial;
import org.zknode.rollup.engine.ResourceBudget.Room;

/**
 * What every {@link ExecutionEngine} does: Besu's, anvil's and the one of unit tests and simulation
 * agree on what is left out, why, and whether it may come back, on what a block is a function of,
 * and on accounts with others' code. What an engine cannot do, it says ({@link
 * ExecutionEngine#metersResources}, {@link #followsAuthorizationsWithinABlock}), and then it is
 * held to what it does instead. The chain has id 1001 and blocks of 30 million gas; tests of one
 * class may share it.
 */
public abstract class ExecutionEngineContract extends ChainContract {
  /** Of a batch that is full of hashes soon. */
  private static final Resources SMALL =
      new Resources(1L << 50, 2_145, 1_596, 236_585, 236_585, 473_170, 7_570_538);

  @Test
  void whatNoLaterStateMendsDoesNotComeBack() throws Exception {
    final PrivateKey key = account("never", ETHER);
    final DecodedTransaction first = transfer(key, 0);
    final BlockResult outcome =
        build(
            List.of(
                first,
                pay(key, 0, SINK, BigInteger.TWO),
                signed(key, 1002, 1, 21_000, PRICE, Optional.of(SINK), BigInteger.ONE, Bytes.EMPTY),
                signed(
                    key,
                    CHAIN_ID,
                    1,
                    20_999,
                    PRICE,
                    Optional.of(SINK),
                    BigInteger.ONE,
                    Bytes.EMPTY),
                signed(
                    key,
                    CHAIN_ID,
                    1,
                    BLOCK_GAS + 1,
                    PRICE,
                    Optional.of(SINK),
                    BigInteger.ONE,
                    Bytes.EMPTY)));
    assertThat(included(outcome)).containsExactly(first.raw());
    assertThat(outcome.skipped()).extracting(SkippedTransaction::index).containsExactly(1, 2, 3, 4);
    assertThat(kinds(outcome)).containsOnly(SkipKind.CANNOT_APPLY);
    assertThat(outcome.skipped()).noneMatch(SkippedTransaction::retryable);
    assertThat(outcome.skipped()).noneMatch(skipped -> skipped.reason().isBlank());
  }

  /** Not even with a nonce that has its turn later: nobody waits for it. */
  @Test
  void whatNoStateMendsDoesNotComeBackWhateverItsTurn() throws Exception {
    final PrivateKey key = account("stateless", ETHER);
    final Bytes zeros = Bytes.wrap(new byte[49_153]);
    final Bytes ones = Bytes.repeat((byte) 1, 1_000);
    final Optional<Address> sink = Optional.of(SINK);
    for (final long nonce : new long[] {0, 5}) {
      final List<Unsigned> broken =
          List.of(
              unsigned(nonce, PRICE.add(BigInteger.ONE), 21_000),
              unsigned(nonce, BigInteger.ONE, 20_999),
              unsigned(nonce, BigInteger.ONE, BLOCK_GAS + 1),
              withData(nonce, 10_000_000, Optional.empty(), zeros),
              // Enough for the intrinsic gas of 37,000, and not for the floor of 61,000.
              withData(nonce, 50_000, sink, ones));
      final List<Bytes> raw = new ArrayList<>();
      broken.forEach(each -> raw.add(TransactionSigner.sign(each, key).raw()));
      raw.add(setCode(key, nonce).raw());
      final BlockResult result =
          engine().reExecute(List.of(new BlockInput(after(engine().head()), raw))).getFirst();
      assertThat(included(result)).isEmpty();
      assertThat(kinds(result)).as("%s", result.skipped()).hasSize(raw.size());
      assertThat(kinds(result)).as("%s", result.skipped()).containsOnly(SkipKind.CANNOT_APPLY);
    }
  }

  private static Unsigned unsigned(final long nonce, final BigInteger priority, final long gas) {
    return new Unsigned(
        TransactionType.DYNAMIC_FEE,
        CHAIN_ID,
        nonce,
        PRICE,
        priority,
        gas,
        Optional.of(SINK),
        BigInteger.ONE,
        Bytes.EMPTY);
  }

  private static Unsigned withData(
      final long nonce, final long gas, final Optional<Address> to, final Bytes data) {
    return new Unsigned(
        TransactionType.DYNAMIC_FEE,
        CHAIN_ID,
        nonce,
        PRICE,
        BigInteger.ONE,
        gas,
        to,
        BigInteger.ZERO,
        data);
  }

  @Test
  void whatALaterStateMayTakeComesBack() throws Exception {
    final BigInteger little = PRICE.multiply(BigInteger.valueOf(21_000)).add(BigInteger.ONE);
    final PrivateKey poor = account("poor", little);
    final PrivateKey gapped = account("gapped", ETHER);
    final PrivateKey cheap = account("cheap", ETHER);
    final DecodedTransaction unfunded = pay(poor, 0, SINK, BigInteger.TWO);
    final DecodedTransaction tooHigh = transfer(gapped, 1);
    final DecodedTransaction tooCheap =
        signed(
            cheap,
            CHAIN_ID,
            0,
            21_000,
            BigInteger.ONE,
            Optional.of(SINK),
            BigInteger.ONE,
            Bytes.EMPTY);
    final BlockResult outcome = build(List.of(unfunded, tooHigh, tooCheap));
    assertThat(included(outcome)).isEmpty();
    assertThat(kinds(outcome))
        .containsExactly(SkipKind.NOT_YET, SkipKind.NOT_YET, SkipKind.NOT_YET);
    assertThat(outcome.skipped()).allMatch(SkippedTransaction::retryable);
    assertThat(account(poor.address()).nonce()).isZero();

    build(
        List.of(
            pay(
                treasury(),
                account(treasury().address()).nonce(),
                poor.address(),
                BigInteger.ONE)));
    final DecodedTransaction missing = transfer(gapped, 0);
    assertThat(included(build(List.of(unfunded, missing, tooHigh))))
        .containsExactly(unfunded.raw(), missing.raw(), tooHigh.raw());
  }

  @Test
  void whatTheBlocksGasDoesNotReachForIsNotTried() throws Exception {
    final PrivateKey key = account("gas", ETHER);
    final BlockResult outcome =
        build(
            List.of(
                transfer(key, 0),
                signed(
                    key,
                    CHAIN_ID,
                    1,
                    BLOCK_GAS,
                    PRICE,
                    Optional.of(SINK),
                    BigInteger.ONE,
                    Bytes.EMPTY)));
    assertThat(included(outcome)).hasSize(1);
    assertThat(kinds(outcome)).containsExactly(SkipKind.NOT_TRIED);
  }

  /** What cannot be applied takes no room; what comes after it does. */
  @Test
  void roomIsTakenByWhatIsIncluded() throws Exception {
    final PrivateKey key = account("room", ETHER);
    final PrivateKey other = account("other room", ETHER);
    final DecodedTransaction gap = transfer(key, 9);
    final List<DecodedTransaction> four =
        List.of(gap, transfer(key, 0), transfer(other, 0), transfer(other, 1));
    final BlockResult counted =
        build(four, new ResourceBudget(PLENTY, PLENTY, new Room(100_000, 2), WorkLimits.none()));
    assertThat(included(counted)).containsExactly(four.get(1).raw(), four.get(2).raw());
    assertThat(kinds(counted)).containsExactly(SkipKind.NOT_YET, SkipKind.NO_ROOM);

    final DecodedTransaction large =
        signed(
            key,
            CHAIN_ID,
            1,
            200_000,
            PRICE,
            Optional.of(SINK),
            BigInteger.ONE,
            Bytes.repeat((byte) 1, 1_000));
    final DecodedTransaction small = transfer(other, 1);
    final BlockResult sized =
        build(
            List.of(large, small),
            new ResourceBudget(
                PLENTY, PLENTY, new Room(large.encodedBytes() - 1, 9), WorkLimits.none()));
    assertThat(included(sized)).containsExactly(small.raw());
    assertThat(kinds(sized)).containsExactly(SkipKind.NO_ROOM);
    assertThat(included(build(List.of(large)))).containsExactly(large.raw());
  }

  @Test
  void whatNeedsMoreThanAWholeBatchIsStoppedAndLeavesNoTrace() throws Exception {
    final PrivateKey key = account("oversized", ETHER);
    final PrivateKey other = account("beside it", ETHER);
    final List<DecodedTransaction> transactions =
        List.of(creation(key, 0, 29_000_000, HASHES_FOR_EVER), transfer(other, 0));
    final BigInteger before = account(key.address()).balance();
    final BlockResult outcome = build(transactions, new ResourceBudget(SMALL, SMALL));
    if (!meters()) {
      assertIsNotStopped(outcome, transactions);
      return;
    }
    assertThat(included(outcome)).containsExactly(transactions.get(1).raw());
    assertThat(kinds(outcome)).containsExactly(SkipKind.OVERSIZED);
    assertThat(outcome.skipped().getFirst().reason()).contains("keccak hashes");
    assertThat(outcome.skipped().getFirst().retryable()).isFalse();
    assertThat(account(key.address())).isEqualTo(new AccountState(0, before, false));
  }

  /** On an engine that cannot stop a transaction the block's gas is the only bound. */
  private static void assertIsNotStopped(
      final BlockResult outcome, final List<DecodedTransaction> transactions) {
    assertThat(included(outcome)).isEqualTo(raw(transactions));
    assertThat(outcome.skipped()).isEmpty();
    assertThat(outcome.exhausted()).isEmpty();
    assertThat(outcome.used()).isEqualTo(Resources.ofGas(outcome.block().gasUsed()));
  }

  /** Who asks for much and pays little for it does not end the block of those behind him. */
  @Test
  void whatDoesNotFitTheRestIsLeftOutAlone() throws Exception {
    final PrivateKey first = account("half", ETHER);
    final PrivateKey second = account("half too", ETHER);
    final PrivateKey third = account("without end", ETHER);
    final PrivateKey user = account("behind them", ETHER);
    final Resources whole =
        new Resources(1L << 50, 19, 1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50);
    final DecodedTransaction half = creation(first, 0, 200_000, HASHES_TEN_TIMES);
    final DecodedTransaction halfToo = creation(second, 0, 200_000, HASHES_TEN_TIMES);
    final DecodedTransaction endless = creation(third, 0, 29_000_000, HASHES_FOR_EVER);
    final DecodedTransaction transfer = transfer(user, 0);
    final List<DecodedTransaction> all = List.of(half, halfToo, endless, transfer);

    final BlockResult outcome = build(all, new ResourceBudget(whole, whole));
    if (!meters()) {
      assertIsNotStopped(outcome, all);
      return;
    }
    assertThat(included(outcome)).containsExactly(half.raw(), transfer.raw());
    assertThat(outcome.exhausted()).contains(Resource.KECCAK_HASHES);
    assertThat(kinds(outcome))
        .as("of the endless one is not known yet that it fits no batch")
        .containsExactly(SkipKind.NO_RESOURCES, SkipKind.NO_RESOURCES);
    assertThat(outcome.skipped()).allMatch(SkippedTransaction::retryable);

    final BlockResult next = build(List.of(endless, halfToo), new ResourceBudget(whole, whole));
    assertThat(included(next)).containsExactly(halfToo.raw());
    assertThat(next.exhausted()).isEmpty();
    assertThat(kinds(next)).containsExactly(SkipKind.OVERSIZED);
  }

  /**
   * What needs much leaves a third to others; only one of those that need little ends the batch.
   */
  @Test
  void aSparingBatchDoesNotEndForWhatNeedsMuch() throws Exception {
    final Resources whole =
        new Resources(1L << 50, 30, 1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50);
    final ResourceBudget sparing =
        new ResourceBudget(whole, whole, new Room(100_000, 100), WorkLimits.none(), true);
    final List<DecodedTransaction> much = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      much.add(creation(account("much " + i, ETHER), 0, 200_000, HASHES_TEN_TIMES));
    }
    much.add(creation(account("endless", ETHER), 0, 29_000_000, HASHES_FOR_EVER));
    final BlockResult first = build(much, sparing);
    if (!meters()) {
      assertIsNotStopped(first, much);
      return;
    }
    assertThat(included(first)).containsExactly(much.get(0).raw(), much.get(1).raw());
    assertThat(kinds(first)).containsExactly(SkipKind.NO_RESOURCES, SkipKind.NO_RESOURCES);
    assertThat(first.exhausted()).isEmpty();

    final PrivateKey user = account("little", ETHER);
    final List<DecodedTransaction> others = new ArrayList<>();
    others.add(much.get(2));
    others.add(creation(account("too much", ETHER), 0, 400_000, hashes(21)));
    for (int nonce = 0; nonce < 6; nonce++) {
      others.add(creation(user, nonce, 200_000, hashes(3)));
    }
    others.add(creation(account("one too many", ETHER), 0, 200_000, hashes(3)));
    others.add(transfer(account("nothing", ETHER), 0));
    final BlockResult second = build(others, sparing);
    assertThat(included(second)).hasSize(8).doesNotContain(others.get(1).raw());
    assertThat(included(second)).endsWith(others.get(9).raw());
    assertThat(second.exhausted()).contains(Resource.KECCAK_HASHES);
    assertThat(kinds(second)).containsExactly(SkipKind.NO_RESOURCES, SkipKind.NO_RESOURCES);
  }

  @Test
  void whatTakesTooLongIsStoppedAndOthersGoOn() throws Exception {
    final PrivateKey key = account("slow", ETHER);
    final PrivateKey second = account("slow too", ETHER);
    final PrivateKey user = account("user", ETHER);
    final DecodedTransaction slow = creation(key, 0, 29_000_000, LOOPS_FOR_EVER);
    final DecodedTransaction transfer = transfer(user, 0);
    final ResourceBudget hurried =
        within(Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofNanos(1), 1_000_000);
    final ResourceBudget noTime = within(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, 1);
    if (!meters()) {
      assertIsNotStopped(build(List.of(slow, transfer), hurried), List.of(slow, transfer));
      final List<DecodedTransaction> late = List.of(transfer(user, 1));
      assertIsNotStopped(build(late, noTime), late);
      return;
    }
    final BlockResult outcome =
        build(List.of(slow, creation(second, 0, 29_000_000, LOOPS_FOR_EVER), transfer), hurried);
    assertThat(included(outcome)).containsExactly(transfer.raw());
    assertThat(kinds(outcome)).containsExactly(SkipKind.OUT_OF_TIME, SkipKind.NOT_TRIED);
    assertThat(outcome.skipped()).allMatch(SkippedTransaction::retryable);
    final BlockResult late = build(List.of(transfer(user, 1)), noTime);
    assertThat(included(late)).isEmpty();
    assertThat(kinds(late)).containsExactly(SkipKind.NOT_TRIED);
  }

  private ResourceBudget within(
      final Duration assembly,
      final Duration perTransaction,
      final Duration discarded,
      final long smallGas) {
    return new ResourceBudget(
        PLENTY,
        PLENTY,
        new Room(100_000, 100),
        new WorkLimits(assembly, perTransaction, discarded, smallGas, nanoTime()));
  }

  /** At the door: nonce, fee and balance do not count, and nothing is changed. */
  @Test
  void aTransactionIsTriedWithoutAnEffect() throws Exception {
    final PrivateKey nobody = PrivateKey.fromHex("%064x".formatted(77_002));
    final L2Block head = engine().head();
    assertThat(tried(nobody, Bytes.of(0), SMALL, Duration.ofMinutes(1)))
        .isEqualTo(new Trial.Fits());
    final Trial hashes = tried(nobody, HASHES_FOR_EVER, SMALL, Duration.ofMinutes(1));
    final Trial loops = tried(nobody, LOOPS_FOR_EVER, PLENTY, Duration.ofMillis(1));
    if (meters()) {
      assertThat(hashes)
          .isInstanceOfSatisfying(
              Trial.Exceeds.class, e -> assertThat(e.reason()).contains("keccak hashes"));
      assertThat(loops)
          .isInstanceOfSatisfying(
              Trial.Exceeds.class, e -> assertThat(e.reason()).contains("takes"));
    } else {
      assertThat(List.of(hashes, loops)).as("everything is let in").containsOnly(new Trial.Fits());
    }
    assertThat(engine().head()).isEqualTo(head);
    assertThat(account(nobody.address())).isEqualTo(new AccountState(0, BigInteger.ZERO, false));
    assertThat(include().parentHash()).isEqualTo(head.hash());
  }

  private Trial tried(
      final PrivateKey key, final Bytes code, final Resources whole, final Duration time) {
    return engine()
        .simulate(SignedTransaction.decode(creation(key, 77, 29_000_000, code).raw()), whole, time);
  }
}
