/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.BOB;
import static org.zknode.rollup.sequencer.SequencerFixture.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

/** What strangers try to make the sequencer do for nothing, and what honest users notice of it. */
@Tag("slow")
class SequencerAttackTest {
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);
  private static final int ATTACKERS = 40;

  /** More than the places of a block. */
  private static final int CROWD = 80;

  private static final Duration EXECUTION = Duration.ofMillis(600);

  private final SequencerFixture node = new SequencerFixture();
  private final Set<Bytes> heavy = new HashSet<>();
  private final Set<Bytes> slow = new HashSet<>();

  @AfterEach
  void close() {
    node.close();
  }

  private static PrivateKey attacker(final int index) {
    return TestTransactions.key(100 + index);
  }

  /** Alice has plenty, each attacker one ether. */
  private void start(final int maxBatchTransactions) {
    final Map<Address, BigInteger> balances = new HashMap<>();
    balances.put(ALICE.address(), ETHER.multiply(BigInteger.valueOf(1_000)));
    for (int i = 0; i < ATTACKERS; i++) {
      balances.put(attacker(i).address(), ETHER);
    }
    node.engine = new FakeEngine(TestTransactions.CHAIN_ID, 30_000_000, balances);
    node.configure(config(120_000, maxBatchTransactions, Duration.ofSeconds(12)));
    node.step();
  }

  private static SignedTransaction sign(
      final PrivateKey key,
      final long nonce,
      final long gas,
      final BigInteger price,
      final BigInteger value,
      final int dataBytes) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            TestTransactions.CHAIN_ID,
            nonce,
            price,
            BigInteger.ONE,
            gas,
            Optional.of(BOB.address()),
            value,
            Bytes.repeat((byte) 1, dataBytes)),
        key);
  }

  /** Each has one call that hashes for ever, at a better price than any user. */
  private List<SignedTransaction> attack(final Set<Bytes> kind, final int round) {
    final List<SignedTransaction> sent = new ArrayList<>();
    for (int i = 0; i < ATTACKERS; i++) {
      final SignedTransaction transaction =
          sign(
              attacker(i),
              0,
              29_900_000,
              GWEI.multiply(BigInteger.TEN),
              BigInteger.valueOf(round),
              0);
      kind.add(transaction.raw());
      node.pool.add(transaction);
      sent.add(transaction);
    }
    return sent;
  }

  private void meter() {
    node.engine.meterBy(
        raw ->
            Resources.of(
                21_000, new ExecutionCounters(heavy.contains(raw) ? 3_000 : 0, 0, 0, 0, 0, 1)));
    node.engine.takeTime(
        raw ->
            slow.contains(raw)
                ? EXECUTION
                : heavy.contains(raw) ? Duration.ofMillis(5) : Duration.ofNanos(1),
        node.clock::advance);
  }

  private boolean isMined(final SignedTransaction transaction) {
    return node.pool.status(transaction).equals("selected");
  }

  @Test
  void whatFitsNoBatchDelaysNobodyAndRepetitionGetsSlower() {
    start(300);
    meter();
    final List<SignedTransaction> sent = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      final List<SignedTransaction> junk = attack(heavy, round);
      final SignedTransaction user = node.send(ALICE, round);
      final long before = node.clock.millis();
      node.tick();
      assertThat(isMined(user)).as("round " + round).isTrue();
      assertThat(node.clock.millis() - before).as("ms").isLessThan(1_000 + 210);
      assertThat(junk).noneMatch(this::isMined);
      sent.addAll(junk);
    }
    assertThat(sent)
        .filteredOn(tx -> node.pool.status(tx).equals("invalid"))
        .as("of 200 in 5 s; each sender is put back for 2 s, then 4 s")
        .hasSizeBetween(ATTACKERS, 3 * ATTACKERS);
  }

  /**
   * Each needs half of a batch and is tried first, and they would fill all places of a block: no
   * honest user behind them waits, and they have their turn.
   *
   * @param accounts that each have so many queued that all together are {@link #CROWD}
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 40})
  void whatNeedsHalfABatchDelaysNobodyBehindIt(final int accounts) {
    start(60);
    final Set<Bytes> halves = new HashSet<>();
    node.engine.meterBy(
        raw ->
            Resources.of(
                21_000, new ExecutionCounters(halves.contains(raw) ? 1_100 : 0, 0, 0, 0, 0, 1)));
    for (int i = 0; i < CROWD; i++) {
      final SignedTransaction half =
          sign(
              attacker(i % accounts),
              i / accounts,
              44_000,
              GWEI.multiply(BigInteger.TEN),
              BigInteger.ONE,
              0);
      halves.add(half.raw());
      node.pool.add(half);
    }
    node.tick();
    for (int nonce = 0; nonce < 10; nonce++) {
      final SignedTransaction user = node.send(ALICE, nonce);
      node.tick();
      assertThat(isMined(user)).as("block %d", nonce).isTrue();
    }
    assertThat(node.transactionsInChain())
        .as("they have their turn")
        .filteredOn(halves::contains)
        .hasSizeBetween(2, 4);
    node.assertConsistent();
  }

  /**
   * Calls for little gas that need half of a batch, or all of it: an honest user, whose calls need
   * some of the same, waits one block more at the most, and batches are no more than half as many
   * again.
   */
  @ParameterizedTest
  @CsvSource({"1100, 12", "2100, 6"})
  void whatNeedsMuchDoesNotMakeMoreBatches(final long need, final int turns) {
    start(300);
    final Set<Bytes> much = new HashSet<>();
    node.engine.meterBy(
        raw ->
            Resources.of(
                21_000, new ExecutionCounters(much.contains(raw) ? need : 20, 0, 0, 0, 0, 1)));
    final int seconds = 144;
    Optional<SignedTransaction> previous = Optional.empty();
    for (int second = 0; second < seconds; second++) {
      final SignedTransaction call =
          sign(
              attacker(second % ATTACKERS),
              second / ATTACKERS,
              44_000,
              GWEI.multiply(BigInteger.TEN),
              BigInteger.ONE,
              0);
      much.add(call.raw());
      node.pool.add(call);
      final SignedTransaction user = node.send(ALICE, second);
      node.tick();
      assertThat(previous.stream()).as("second %d", second).allMatch(this::isMined);
      previous = Optional.of(user);
    }
    assertThat(node.lastBatch().orElseThrow().number())
        .as("%d without them", seconds / 12)
        .isLessThanOrEqualTo(seconds / 12 * 3 / 2);
    assertThat(node.transactionsInChain())
        .as("they have their turn")
        .filteredOn(much::contains)
        .hasSizeGreaterThanOrEqualTo(turns);
    node.assertConsistent();
  }

  @Test
  void noBlockIsLateByTransactionsThatTakeTooLong() {
    start(300);
    meter();
    final List<SignedTransaction> junk = attack(slow, 0);
    for (int nonce = 0; nonce < 20; nonce++) {
      final SignedTransaction user = node.send(ALICE, nonce);
      final long before = node.clock.millis();
      node.tick();
      final long took = node.clock.millis() - before - 1_000;
      assertThat(took).as("block %d", nonce).isLessThanOrEqualTo(251);
      assertThat(isMined(user)).as("block %d", nonce).isTrue();
    }
    assertThat(junk).noneMatch(this::isMined);
    assertThat(node.metrics.count("sequencer_transactions_discarded_total"))
        .as("one in a block at the most has the longest time")
        .isBetween(1L, 20L);
  }

  @Test
  void whoCannotPayTakesNoRoomAndClosesNoBatch() {
    start(12);
    final PrivateKey poor = attacker(0);
    final SignedTransaction large =
        sign(poor, 1, 5_000_000, GWEI.multiply(BigInteger.valueOf(5)), BigInteger.ZERO, 100_000);
    final SignedTransaction medium =
        sign(poor, 2, 1_000_000, GWEI.multiply(BigInteger.valueOf(5)), BigInteger.ZERO, 19_500);
    node.pool.add(large);
    node.pool.add(medium);
    node.pool.add(
        sign(
            poor,
            0,
            21_000,
            GWEI.multiply(BigInteger.valueOf(5)),
            ETHER.subtract(GWEI.multiply(BigInteger.valueOf(5 * 21_000))),
            0));
    for (int nonce = 0; nonce < 30; nonce++) {
      final SignedTransaction user = node.send(ALICE, nonce);
      node.tick();
      assertThat(isMined(user)).as("second " + nonce).isTrue();
    }
    assertThat(node.pool.status(large)).isEqualTo("failed");
    assertThat(node.pool.reason(large)).startsWith("insufficient funds: it costs up to");
    assertThat(node.pool.status(medium)).as("waits behind it").isEqualTo("pending");
    assertThat(node.lastBatch().orElseThrow().number()).as("12 s or 12 each").isLessThan(5);
    node.assertConsistent();
  }

  /** Each can be paid alone, and the first takes everything: the others keep no places. */
  @Test
  void whatCanNeverRunDoesNotFillThePool() {
    start(300);
    node.pool.limitTo(8);
    final BigInteger price = GWEI.multiply(BigInteger.valueOf(5));
    final BigInteger all = ETHER.subtract(price.multiply(BigInteger.valueOf(21_000)));
    final List<SignedTransaction> rows = new ArrayList<>();
    for (int nonce = 0; nonce < 8; nonce++) {
      rows.add(sign(attacker(0), nonce, 21_000, price, all, 0));
      node.pool.add(rows.getLast());
    }
    assertThat(node.pool.isFull()).isTrue();
    for (int second = 0; second < 4; second++) {
      node.tick();
    }
    assertThat(isMined(rows.get(0))).isTrue();
    assertThat(node.pool.reason(rows.get(1))).startsWith("insufficient funds: ");
    final List<SignedTransaction> users = new ArrayList<>();
    for (int nonce = 0; nonce < 7; nonce++) {
      assertThat(node.pool.isFull()).as("place %d of 8 is free", nonce).isFalse();
      users.add(node.send(ALICE, nonce));
    }
    assertThat(rows.subList(2, 8))
        .allSatisfy(
            row ->
                assertThat(node.pool.reason(row))
                    .startsWith("txpool is full for transactions behind a nonce gap: "));
    assertThat(node.pool.takesGaps()).as("crowded by honest users").isFalse();
    node.tick();
    assertThat(users).allMatch(this::isMined);
    node.assertConsistent();
  }

  /**
   * It is replaced or made useless in the block in which the batch would have been closed for it.
   */
  @Test
  void aLargeOneThatNeverComesClosesNoBatchBeforeItsTime() {
    start(300);
    final long batch = node.lastBatch().orElseThrow().number();
    for (int nonce = 0; nonce < 9; nonce++) {
      node.pool.add(
          sign(attacker(nonce), 0, 5_000_000, GWEI.multiply(BigInteger.TEN), BigInteger.ZERO, 2));
      node.pool.add(
          sign(
              attacker(20 + nonce),
              0,
              5_000_000,
              GWEI.multiply(BigInteger.TEN),
              BigInteger.ZERO,
              119_900 - 110));
      node.send(ALICE, nonce);
      node.tick();
      assertThat(node.lastBatch().orElseThrow().number()).isEqualTo(batch);
    }
    node.tick();
    node.tick();
    node.tick();
    assertThat(node.lastBatch().orElseThrow().number()).isGreaterThan(batch);
  }

  @Test
  void aLargeOneWaitsForTheNextBatchAtTheMostTenSeconds() {
    start(300);
    node.configure(config(120_000, 300, Duration.ofHours(1)));
    node.pool.add(sign(attacker(0), 0, 21_000, GWEI.multiply(BigInteger.TEN), BigInteger.ONE, 0));
    node.tick();
    final SignedTransaction large =
        sign(ALICE, 0, 6_000_000, GWEI.multiply(BigInteger.TEN), BigInteger.ZERO, 119_840);
    node.pool.add(large);
    int seconds = 0;
    while (!isMined(large)) {
      node.tick();
      seconds++;
      assertThat(seconds).isLessThan(14);
    }
    assertThat(seconds).isGreaterThanOrEqualTo(10);
    final var first = node.store.read(tx -> tx.batches().find(1)).orElseThrow();
    assertThat(first.closingReason()).contains(ClosingReason.NO_TRANSACTION_FITS.text());
    node.assertConsistent();
  }

  /** What cannot be applied makes room for what comes next in order, in the same block. */
  @Test
  void roomOfWhatIsLeftOutIsUsedInTheSameBlock() {
    start(5);
    node.tick();
    meter();
    for (int i = 0; i < 2; i++) {
      final SignedTransaction junk =
          sign(attacker(i), 0, 100_000, GWEI.multiply(BigInteger.TEN), BigInteger.ONE, 0);
      heavy.add(junk.raw());
      node.pool.add(junk);
    }
    for (int nonce = 0; nonce < 5; nonce++) {
      node.send(ALICE, nonce);
    }
    node.tick();
    assertThat(node.engine.head().transactions()).hasSize(5);
    node.assertConsistent();
  }

  /** They are bounded by the block's gas: of 40 calls that want all of it, one is executed. */
  @Test
  void aForcedBatchFullOfRubbishTakesOneBlocksGas() {
    start(300);
    final List<Bytes> rubbish = new ArrayList<>();
    for (int i = 0; i < ATTACKERS; i++) {
      rubbish.add(
          TransactionSigner.sign(
                  new Unsigned(
                      TransactionType.LEGACY,
                      TestTransactions.CHAIN_ID,
                      0,
                      GWEI.multiply(BigInteger.TWO),
                      GWEI.multiply(BigInteger.TWO),
                      29_990_000,
                      Optional.of(BOB.address()),
                      BigInteger.ZERO,
                      Bytes.EMPTY),
                  attacker(i))
              .raw());
    }
    node.forceConfirmed(1, BatchCodec.encodeForced(rubbish));
    final SignedTransaction user = node.send(ALICE, 0);
    for (int second = 0; second < 8; second++) {
      node.tick();
    }
    assertThat(node.transactionsInChain()).hasSize(2).contains(user.raw());
    node.assertConsistent();
  }
}
