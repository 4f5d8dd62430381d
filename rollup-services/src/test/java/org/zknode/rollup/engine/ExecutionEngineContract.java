/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.ResourceBudget.Room;

/**
 * What every {@link ExecutionEngine} does for a sequencer: Besu's, anvil's and the one of unit
 * tests and simulation agree on what is left out, why, and whether it may come back. The chain has
 * id 1001 and blocks of 30 million gas; tests of one class may share it.
 */
public abstract class ExecutionEngineContract {
  private static final long CHAIN_ID = 1001;
  private static final long BLOCK_GAS = 30_000_000;
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);
  private static final BigInteger PRICE = BigInteger.valueOf(5_000_000_000L);
  private static final Address SINK = Address.fromHex("0x00000000000000000000000000000000005eed01");

  /** Init code that hashes nothing for ever: JUMPDEST PUSH0 PUSH0 KECCAK256 POP PUSH0 JUMP. */
  protected static final Bytes HASHES_FOR_EVER = Bytes.fromHexString("0x5b5f5f20505f56");

  /** Init code that does nothing for ever: JUMPDEST PUSH0 JUMP. */
  protected static final Bytes LOOPS_FOR_EVER = Bytes.fromHexString("0x5b5f56");

  /** Init code that hashes nothing ten times. */
  protected static final Bytes HASHES_TEN_TIMES = Bytes.fromHexString("5f5f2050".repeat(10));

  private static final Resources PLENTY =
      new Resources(1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50);

  /**
   * A block.
   *
   * @param exhausted why the batch ends with it, if it does
   */
  public record Outcome(
      List<Bytes> included, List<SkippedTransaction> skipped, Optional<Resource> exhausted) {}

  /** Extends the chain by a block, a second or more after the last one. */
  protected abstract Outcome build(List<PoolTransaction> transactions, ResourceBudget budget)
      throws Exception;

  /** After the head block. */
  protected abstract AccountState account(Address address) throws Exception;

  /** An account with hundreds of ether. */
  protected abstract PrivateKey treasury();

  /** Whether transactions are metered, and stopped. */
  protected abstract boolean meters();

  /** By which a budget's time is measured. */
  protected abstract LongSupplier nanoTime();

  /** A new account with that much. */
  private PrivateKey account(final String name, final BigInteger wei) throws Exception {
    final PrivateKey key =
        PrivateKey.fromHex(
            Keccak256.hash(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)))
                .toUnprefixedHexString());
    final Outcome funding =
        build(List.of(pay(treasury(), account(treasury().address()).nonce(), key.address(), wei)));
    assertThat(funding.included()).hasSize(1);
    return key;
  }

  private Outcome build(final List<PoolTransaction> transactions) throws Exception {
    return build(transactions, new ResourceBudget(PLENTY, PLENTY));
  }

  private static PoolTransaction pay(
      final PrivateKey key, final long nonce, final Address to, final BigInteger value) {
    return signed(key, CHAIN_ID, nonce, 21_000, PRICE, Optional.of(to), value, Bytes.EMPTY);
  }

  private static PoolTransaction transfer(final PrivateKey key, final long nonce) {
    return pay(key, nonce, SINK, BigInteger.ONE);
  }

  private static PoolTransaction creation(
      final PrivateKey key, final long nonce, final long gas, final Bytes code) {
    return signed(key, CHAIN_ID, nonce, gas, PRICE, Optional.empty(), BigInteger.ZERO, code);
  }

  private static PoolTransaction signed(
      final PrivateKey key,
      final long chainId,
      final long nonce,
      final long gas,
      final BigInteger price,
      final Optional<Address> to,
      final BigInteger value,
      final Bytes data) {
    return new PoolTransaction(
        TransactionSigner.sign(
                new Unsigned(
                    TransactionType.DYNAMIC_FEE,
                    chainId,
                    nonce,
                    price,
                    BigInteger.ONE,
                    gas,
                    to,
                    value,
                    data),
                key)
            .raw(),
        Optional.empty());
  }

  private static List<SkipKind> kinds(final Outcome outcome) {
    return outcome.skipped().stream().map(SkippedTransaction::kind).toList();
  }

  @Test
  void whatNoLaterStateMendsDoesNotComeBack() throws Exception {
    final PrivateKey key = account("never", ETHER);
    final PoolTransaction first = transfer(key, 0);
    final Outcome outcome =
        build(
            List.of(
                first,
                pay(key, 0, SINK, BigInteger.TWO),
                signed(key, 1002, 1, 21_000, PRICE, Optional.of(SINK), BigInteger.ONE, Bytes.EMPTY),
                new PoolTransaction(Bytes.of(1, 2, 3), Optional.empty(), 3),
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
    assertThat(outcome.included()).containsExactly(first.raw());
    assertThat(outcome.skipped())
        .extracting(SkippedTransaction::index)
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(kinds(outcome)).containsOnly(SkipKind.CANNOT_APPLY);
    assertThat(outcome.skipped()).noneMatch(SkippedTransaction::retryable);
    assertThat(outcome.skipped()).noneMatch(skipped -> skipped.reason().isBlank());
  }

  @Test
  void whatALaterStateMayTakeComesBack() throws Exception {
    final BigInteger little = PRICE.multiply(BigInteger.valueOf(21_000)).add(BigInteger.ONE);
    final PrivateKey poor = account("poor", little);
    final PrivateKey gapped = account("gapped", ETHER);
    final PrivateKey cheap = account("cheap", ETHER);
    final PoolTransaction unfunded = pay(poor, 0, SINK, BigInteger.TWO);
    final PoolTransaction tooHigh = transfer(gapped, 1);
    final PoolTransaction tooCheap =
        signed(
            cheap,
            CHAIN_ID,
            0,
            21_000,
            BigInteger.ONE,
            Optional.of(SINK),
            BigInteger.ONE,
            Bytes.EMPTY);
    final Outcome outcome = build(List.of(unfunded, tooHigh, tooCheap));
    assertThat(outcome.included()).isEmpty();
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
    final PoolTransaction missing = transfer(gapped, 0);
    assertThat(build(List.of(unfunded, missing, tooHigh)).included())
        .containsExactly(unfunded.raw(), missing.raw(), tooHigh.raw());
  }

  @Test
  void whatTheBlocksGasDoesNotReachForIsNotTried() throws Exception {
    final PrivateKey key = account("gas", ETHER);
    final Outcome outcome =
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
    assertThat(outcome.included()).hasSize(1);
    assertThat(kinds(outcome)).containsExactly(SkipKind.NOT_TRIED);
  }

  /** What cannot be applied takes no room; what comes after it does. */
  @Test
  void roomIsTakenByWhatIsIncluded() throws Exception {
    final PrivateKey key = account("room", ETHER);
    final PrivateKey other = account("other room", ETHER);
    final PoolTransaction gap = transfer(key, 9);
    final List<PoolTransaction> four =
        List.of(gap, transfer(key, 0), transfer(other, 0), transfer(other, 1));
    final Outcome counted =
        build(four, new ResourceBudget(PLENTY, PLENTY, new Room(100_000, 2), WorkLimits.none()));
    assertThat(counted.included()).containsExactly(four.get(1).raw(), four.get(2).raw());
    assertThat(kinds(counted)).containsExactly(SkipKind.NOT_YET, SkipKind.NO_ROOM);

    final PoolTransaction large =
        signed(
            key,
            CHAIN_ID,
            1,
            200_000,
            PRICE,
            Optional.of(SINK),
            BigInteger.ONE,
            Bytes.repeat((byte) 1, 1_000));
    final PoolTransaction small = transfer(other, 1);
    final Outcome sized =
        build(
            List.of(large, small),
            new ResourceBudget(
                PLENTY, PLENTY, new Room(large.encodedBytes() - 1, 9), WorkLimits.none()));
    assertThat(sized.included()).containsExactly(small.raw());
    assertThat(kinds(sized)).containsExactly(SkipKind.NO_ROOM);
    assertThat(build(List.of(large)).included()).containsExactly(large.raw());
  }

  @Test
  void whatNeedsMoreThanAWholeBatchIsStoppedAndLeavesNoTrace() throws Exception {
    assumeTrue(meters(), "this engine does not meter transactions");
    final PrivateKey key = account("oversized", ETHER);
    final PrivateKey other = account("beside it", ETHER);
    final Resources whole =
        new Resources(1L << 50, 2_145, 1_596, 236_585, 236_585, 473_170, 7_570_538);
    final List<PoolTransaction> transactions = new ArrayList<>();
    transactions.add(creation(key, 0, 29_000_000, HASHES_FOR_EVER));
    transactions.add(transfer(other, 0));
    final BigInteger before = account(key.address()).balance();
    final Outcome outcome = build(transactions, new ResourceBudget(whole, whole));
    assertThat(outcome.included()).containsExactly(transactions.get(1).raw());
    assertThat(kinds(outcome)).containsExactly(SkipKind.OVERSIZED);
    assertThat(outcome.skipped().getFirst().reason()).contains("keccak hashes");
    assertThat(outcome.skipped().getFirst().retryable()).isFalse();
    assertThat(account(key.address())).isEqualTo(new AccountState(0, before, false));
  }

  /** Who asks for much and pays little for it does not end the block of those behind him. */
  @Test
  void whatDoesNotFitTheRestIsLeftOutAlone() throws Exception {
    assumeTrue(meters(), "this engine does not meter transactions");
    final PrivateKey first = account("half", ETHER);
    final PrivateKey second = account("half too", ETHER);
    final PrivateKey third = account("without end", ETHER);
    final PrivateKey user = account("behind them", ETHER);
    final Resources whole =
        new Resources(1L << 50, 19, 1L << 50, 1L << 50, 1L << 50, 1L << 50, 1L << 50);
    final PoolTransaction half = creation(first, 0, 200_000, HASHES_TEN_TIMES);
    final PoolTransaction halfToo = creation(second, 0, 200_000, HASHES_TEN_TIMES);
    final PoolTransaction endless = creation(third, 0, 29_000_000, HASHES_FOR_EVER);
    final PoolTransaction transfer = transfer(user, 0);

    final Outcome outcome =
        build(List.of(half, halfToo, endless, transfer), new ResourceBudget(whole, whole));
    assertThat(outcome.included()).containsExactly(half.raw(), transfer.raw());
    assertThat(outcome.exhausted()).contains(Resource.KECCAK_HASHES);
    assertThat(kinds(outcome))
        .as("of the endless one is not known yet that it fits no batch")
        .containsExactly(SkipKind.NO_ROOM, SkipKind.NO_ROOM);
    assertThat(outcome.skipped()).allMatch(SkippedTransaction::retryable);

    final Outcome next = build(List.of(endless, halfToo), new ResourceBudget(whole, whole));
    assertThat(next.included()).containsExactly(halfToo.raw());
    assertThat(next.exhausted()).isEmpty();
    assertThat(kinds(next)).containsExactly(SkipKind.OVERSIZED);
  }

  @Test
  void whatTakesTooLongIsStoppedAndOthersGoOn() throws Exception {
    assumeTrue(meters(), "this engine cannot stop a transaction");
    final PrivateKey key = account("slow", ETHER);
    final PrivateKey second = account("slow too", ETHER);
    final PrivateKey user = account("user", ETHER);
    final WorkLimits work =
        new WorkLimits(
            Duration.ofMinutes(10),
            Duration.ofMillis(1),
            Duration.ofNanos(1),
            1_000_000,
            nanoTime());
    final PoolTransaction transfer = transfer(user, 0);
    final Outcome outcome =
        build(
            List.of(
                creation(key, 0, 29_000_000, LOOPS_FOR_EVER),
                creation(second, 0, 29_000_000, LOOPS_FOR_EVER),
                transfer),
            new ResourceBudget(PLENTY, PLENTY, new Room(100_000, 100), work));
    assertThat(outcome.included()).containsExactly(transfer.raw());
    assertThat(kinds(outcome)).containsExactly(SkipKind.OUT_OF_TIME, SkipKind.NOT_TRIED);
    assertThat(outcome.skipped()).allMatch(SkippedTransaction::retryable);
    final Outcome late =
        build(
            List.of(transfer(user, 1)),
            new ResourceBudget(
                PLENTY,
                PLENTY,
                new Room(100_000, 100),
                new WorkLimits(
                    Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, 1, nanoTime())));
    assertThat(late.included()).isEmpty();
    assertThat(kinds(late)).containsExactly(SkipKind.NOT_TRIED);
  }
}
