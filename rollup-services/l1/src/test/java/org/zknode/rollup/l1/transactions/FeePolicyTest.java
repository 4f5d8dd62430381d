/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.Fees;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.MonitoredTransaction.Status;

class FeePolicyTest {
  private static final long CAP = 1_000;

  private final FeePolicy policy =
      new FeePolicy(
          new L1TransactionSettings(
              0,
              Duration.ofMinutes(2),
              BigInteger.valueOf(CAP),
              new L1TransactionSettings.FirstFees(
                  2, BigInteger.valueOf(5), BigInteger.valueOf(50))));

  private static Fees fees(final long base, final long tip) {
    return new Fees(BigInteger.valueOf(base), BigInteger.valueOf(tip));
  }

  private static Price price(final long max, final long tip) {
    return new Price(BigInteger.valueOf(max), BigInteger.valueOf(tip));
  }

  private static MonitoredTransaction row(final Price price, final Optional<Price> accepted) {
    return new MonitoredTransaction(
        "owner",
        "id",
        Optional.empty(),
        Address.ZERO,
        Address.ZERO,
        Bytes.EMPTY,
        Optional.of(1L),
        21_000,
        price,
        accepted,
        Status.SENT,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    // base, suggested tip, offered maximum, offered tip
    "100,10,210,10",
    "100,1,205,5",
    "100,0,205,5",
    "100,99,250,50",
    "0,0,5,5",
    "480,40,1000,40",
    "999,50,1000,50",
    "5000,50,1000,50"
  })
  void theFirstOfferIsWithinTheOperatorsLimits(
      final long base, final long tip, final long max, final long offeredTip) {
    assertThat(policy.first(fees(base, tip))).isEqualTo(price(max, offeredTip));
  }

  /** A pool refuses a tip above the maximum. */
  @Test
  void aTipIsNeverAboveTheMaximum() {
    final FeePolicy low =
        new FeePolicy(
            new L1TransactionSettings(
                0,
                Duration.ofMinutes(2),
                BigInteger.TWO,
                new L1TransactionSettings.FirstFees(
                    2, BigInteger.valueOf(5), BigInteger.valueOf(50))));

    assertThat(low.first(fees(100, 10))).isEqualTo(price(2, 2));
  }

  /** 12.5 per cent, rounded up, and never nothing: the strictest pool takes it. */
  @ParameterizedTest
  @CsvSource({"100,10,113,12", "1,0,5,5", "8,8,9,9", "7,7,8,8", "800,50,900,57"})
  void aReplacementIsHigherInBothFees(
      final long max, final long tip, final long leastMax, final long newTip) {
    assertThat(policy.replacement(price(max, tip), fees(0, 0))).hasValue(price(leastMax, newTip));
  }

  @Test
  void aReplacementFollowsL1sFees() {
    assertThat(policy.replacement(price(100, 10), fees(300, 20))).hasValue(price(620, 20));
  }

  @Test
  void theCapEndsReplacements() {
    assertThat(policy.replacement(price(888, 10), fees(1, 1))).hasValue(price(999, 12));
    assertThat(policy.replacement(price(890, 10), fees(1, 1))).isEmpty();
    assertThat(policy.replacement(price(CAP, CAP), fees(1, 1))).isEmpty();
  }

  /** Whatever L1 says and whatever was accepted. */
  @Test
  void everyReplacementIsOneThatPoolsTake() {
    final Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      final long max = random.nextLong(0, CAP + 1);
      final long tip = random.nextLong(0, max + 1);
      final Fees now = fees(random.nextLong(0, 2_000), random.nextLong(0, 200));

      policy
          .replacement(price(max, tip), now)
          .ifPresentOrElse(
              next -> {
                assertThat(next.maxFeePerGas()).isBetween(atLeast(max), BigInteger.valueOf(CAP));
                assertThat(next.maxPriorityFeePerGas()).isGreaterThanOrEqualTo(atLeast(tip));
                assertThat(next.maxPriorityFeePerGas()).isLessThanOrEqualTo(next.maxFeePerGas());
              },
              () -> assertThat(atLeast(max)).isGreaterThan(BigInteger.valueOf(CAP)));
    }
  }

  /** The least that a pool takes that wants an eighth more, and more at all. */
  private static BigInteger atLeast(final long fee) {
    return BigInteger.valueOf(Math.max(fee + 1, (fee * 9 + 7) / 8));
  }

  @Test
  void aTipBeyondTheOperatorsIsHighEnough() {
    assertThat(policy.hasHighestTip(price(500, 49))).isFalse();
    assertThat(policy.hasHighestTip(price(500, 50))).isTrue();
    assertThat(FeePolicy.isEnough(price(100, 1), fees(100, 9))).isTrue();
    assertThat(FeePolicy.isEnough(price(99, 1), fees(100, 9))).isFalse();
  }

  /** However often an endpoint says no, nothing is raised for nothing. */
  @ParameterizedTest
  @EnumSource(SendRefusal.class)
  void whatNobodyHasKeepsAFairPriceWhateverIsRefused(final SendRefusal refusal) {
    final Price fair = price(210, 10);

    assertThat(policy.afterRefusal(row(fair, Optional.empty()), refusal, fees(100, 10)))
        .hasValue(fair);
  }

  @ParameterizedTest
  @CsvSource({
    // below the base fee, far above, a tip that is far below
    "99,10",
    "421,10",
    "210,4"
  })
  void whatNobodyHasGetsTodaysPriceWhenItsOwnIsFarFromIt(final long max, final long tip) {
    assertThat(
            policy.afterRefusal(
                row(price(max, tip), Optional.empty()), SendRefusal.UNKNOWN, fees(100, 10)))
        .hasValue(price(210, 10));
  }

  @ParameterizedTest
  @EnumSource(
      value = SendRefusal.class,
      names = {"FEE_TOO_LOW", "REPLACEMENT_UNDERPRICED"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatAPoolHasStaysWhenTheRefusalIsNotAboutTheFee(final SendRefusal refusal) {
    final MonitoredTransaction row = row(price(300, 30), Optional.of(price(200, 20)));

    assertThat(policy.afterRefusal(row, refusal, fees(900, 40))).hasValue(price(300, 30));
  }

  @ParameterizedTest
  @EnumSource(
      value = SendRefusal.class,
      names = {"FEE_TOO_LOW", "REPLACEMENT_UNDERPRICED"})
  void whatAPoolHasIsReplacedWhenItsFeeIsTooLow(final SendRefusal refusal) {
    assertThat(
            policy.afterRefusal(
                row(price(200, 20), Optional.of(price(200, 20))), refusal, fees(100, 10)))
        .as("not higher than what the pool has")
        .hasValue(price(225, 23));
    assertThat(
            policy.afterRefusal(
                row(price(225, 23), Optional.of(price(200, 20))), refusal, fees(100, 10)))
        .as("high enough already")
        .hasValue(price(225, 23));
    assertThat(
            policy.afterRefusal(
                row(price(990, 20), Optional.of(price(950, 20))), refusal, fees(100, 10)))
        .as("the cap")
        .isEmpty();
  }
}
