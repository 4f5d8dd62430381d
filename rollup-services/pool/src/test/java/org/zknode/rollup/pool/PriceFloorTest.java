/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Authorization;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestTransactions;

/** What a transaction pays covers its bytes on L1, and what wallets offer by themselves passes. */
class PriceFloorTest {
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);
  private static final BigInteger HUGE = BigInteger.TWO.pow(255);

  private static SignedTransaction tx(
      final TransactionType type,
      final boolean creation,
      final BigInteger value,
      final Bytes data) {
    final Unsigned unsigned =
        new Unsigned(
            type,
            TestTransactions.CHAIN_ID,
            Long.MAX_VALUE - 1,
            HUGE,
            HUGE,
            30_000_000,
            creation ? Optional.empty() : Optional.of(TestTransactions.key(3).address()),
            value,
            data);
    return type == TransactionType.SET_CODE
        ? TransactionSigner.sign(
            unsigned,
            List.of(
                Authorization.sign(
                    TestTransactions.CHAIN_ID,
                    TestTransactions.key(5).address(),
                    Long.MAX_VALUE - 1,
                    TestTransactions.key(6))),
            TestTransactions.key(1))
        : TransactionSigner.sign(unsigned, TestTransactions.key(1));
  }

  /** Of each type, with as many and as dear bytes as there may be. */
  private static List<SignedTransaction> shapes() {
    final List<SignedTransaction> shapes = new ArrayList<>();
    for (final TransactionType type : TransactionType.values()) {
      for (final int bytes : new int[] {0, 1, 31, 500, 49_000, 99_000}) {
        shapes.add(tx(type, false, HUGE, Bytes.repeat((byte) 0xff, bytes)));
        shapes.add(tx(type, false, BigInteger.ZERO, Bytes.repeat((byte) 0, bytes)));
        if (type != TransactionType.SET_CODE && bytes < 49_152) {
          shapes.add(tx(type, true, BigInteger.ZERO, Bytes.repeat((byte) 0xff, bytes)));
        }
      }
    }
    return shapes;
  }

  @Test
  void theLeastThatATransactionCanPayCoversItsBytesOnL1() {
    final BigInteger l1 = GWEI.multiply(BigInteger.valueOf(30));
    final PriceFloor floor = new PriceFloor(BigInteger.ONE, l1, BigInteger.ZERO);
    for (final SignedTransaction shape : shapes()) {
      final TransactionCost cost = TransactionCost.of(shape);
      final BigInteger paid =
          floor.of(cost.dataGas(), cost.leastGas()).multiply(BigInteger.valueOf(cost.leastGas()));
      assertThat(paid)
          .as("%s with %d bytes", shape.type(), shape.data().size())
          .isGreaterThanOrEqualTo(l1.multiply(BigInteger.valueOf(cost.dataGas())));
    }
  }

  /**
   * Wallets take {@code eth_gasPrice} (legacy), or the base fee once, 1.2 times or twice plus
   * {@code eth_maxPriorityFeePerGas}; both are the suggestion at least.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999_999_999L, 1_234_567_891L, 19_999_999_999L, 333_333_333_333L})
  void whatWalletsOfferPassesWhateverTheirTransactionLooksLike(final long l1Wei) {
    final MutableClock clock = MutableClock.create();
    try (PgTransactionPool pool =
        PgTransactionPool.open(
            TestDatabases.fresh().config(), getClass().getClassLoader(), clock, 10)) {
      final GasPriceConfig config = PoolConfig.defaults().gasPrice();
      new GasPriceSuggester(config, () -> BigInteger.valueOf(l1Wei), pool.gasPrices(), clock)
          .step();
      final GasPriceView view = new GasPriceView(config, pool.gasPrices(), clock);
      final BigInteger suggested = view.suggested().orElseThrow();
      for (final BigInteger baseFee : List.of(BigInteger.valueOf(7), GWEI, suggested, HUGE)) {
        for (final SignedTransaction shape : shapes()) {
          final TransactionCost cost = TransactionCost.of(shape);
          final BigInteger needed = view.floor().of(cost.dataGas(), cost.leastGas());
          final BigInteger legacy = suggested.max(baseFee);
          assertThat(PriceFloor.effectivePrice(legacy, legacy, baseFee))
              .isGreaterThanOrEqualTo(needed);
          assertThat(PriceFloor.effectivePrice(baseFee.add(suggested), suggested, baseFee))
              .isGreaterThanOrEqualTo(needed);
        }
      }
    }
  }

  @Test
  void typesAreMeasuredByTheSameRule() {
    final BigInteger baseFee = BigInteger.valueOf(7);
    assertThat(PriceFloor.effectivePrice(GWEI, GWEI, baseFee)).isEqualTo(GWEI);
    assertThat(PriceFloor.effectivePrice(GWEI, BigInteger.ONE, baseFee)).isEqualTo(8);
  }

  @Test
  void theFloorNeverAsksForMoreThanTheHighestNorLessThanTheMinimum() {
    final BigInteger l1 = GWEI.multiply(BigInteger.valueOf(500));
    final PriceFloor floor = new PriceFloor(GWEI, l1, GWEI.multiply(BigInteger.valueOf(20)));
    assertThat(floor.of(4_000_000, 4_000_000)).isEqualTo(20_000_000_000L);
    assertThat(floor.of(100, 4_000_000)).isEqualTo(GWEI);
    assertThat(floor.of(0, 21_000)).as("not known").isEqualTo(GWEI);
  }
}
