/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.rollup.pool.GasPriceConfig.Suggester;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** Suggested prices on their way over the pool DB (docs/spec/pool.md, "Gas price"). */
class GasPriceTest {
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  private final TestDatabase database = TestDatabases.fresh();
  private final MutableClock clock = MutableClock.create();
  private final PgTransactionPool pool =
      PgTransactionPool.open(database.config(), getClass().getClassLoader(), clock, 10);
  private final GasPrices prices = pool.gasPrices();
  private BigInteger l1Price = GWEI;

  @AfterEach
  void close() {
    pool.close();
  }

  private static GasPriceConfig config(
      final Suggester suggester, final String defaultPrice, final String max, final String factor) {
    return new GasPriceConfig(
        suggester,
        new BigInteger(defaultPrice),
        new BigInteger(max),
        new BigDecimal(factor),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofSeconds(5),
        BigInteger.TWO,
        true,
        Duration.ofMinutes(5),
        true);
  }

  private GasPriceSuggester suggester(final GasPriceConfig config) {
    return new GasPriceSuggester(config, () -> l1Price, prices, clock);
  }

  private GasPriceView view() {
    return new GasPriceView(config(Suggester.OFF, "0", "0", "0"), prices, clock);
  }

  @ParameterizedTest
  @CsvSource({
    // L1 price, factor, default, max, suggested
    "20000000000, 0.15, 2000000000, 0, 3000000000",
    "10000000000, 0.15, 2000000000, 0, 2000000000",
    "20000000000, 0.15, 2000000000, 2500000000, 2500000000",
    "12345678901, 0.5, 1, 0, 6170000000",
    "1999, 1, 1, 0, 1990",
    "999, 1, 1, 0, 999",
    "0, 0.15, 0, 0, 0"
  })
  void theFollowerSuggestsAPartOfTheL1PriceWithThreeDigits(
      final String l1,
      final String factor,
      final String defaultPrice,
      final String max,
      final String suggested) {
    l1Price = new BigInteger(l1);
    suggester(config(Suggester.FOLLOWER, defaultPrice, max, factor)).step();
    assertThat(view().suggested()).contains(new BigInteger(suggested));
  }

  @Test
  void theFixedPriceDoesNotAskL1() {
    final GasPriceConfig fixed = config(Suggester.FIXED, "7000000000", "0", "0.15");
    new GasPriceSuggester(
            fixed,
            () -> {
              throw new AssertionError("L1 is not asked");
            },
            prices,
            clock)
        .step();
    assertThat(view().suggested()).contains(GWEI.multiply(BigInteger.valueOf(7)));
  }

  @Test
  void anL1ThatIsGoneKeepsTheLastSuggestion() {
    final GasPriceConfig follower = config(Suggester.FOLLOWER, "1", "0", "1");
    suggester(follower).step();
    final GasPriceSuggester broken =
        new GasPriceSuggester(
            follower,
            () -> {
              throw new TemporaryException("L1 is gone");
            },
            prices,
            clock);
    assertThatThrownBy(broken::step).hasMessage("L1 is gone");
    assertThat(view().suggested()).contains(GWEI);
  }

  @Test
  void whatWasSuggestedInTheWindowIsAccepted() {
    final GasPriceSuggester suggester = suggester(config(Suggester.FOLLOWER, "1", "0", "1"));
    suggester.step();
    clock.advance(Duration.ofSeconds(1));
    final GasPriceView view = view();
    assertThat(view.leastAccepted())
        .as("what was suggested before the start does not count")
        .isEqualTo(BigInteger.TWO);
    assertThat(view.suggested()).contains(GWEI);

    l1Price = GWEI.multiply(BigInteger.valueOf(5));
    suggester.step();
    view.refresh();
    assertThat(view.leastAccepted()).isEqualTo(l1Price);
    clock.advance(Duration.ofMinutes(4));
    l1Price = GWEI.multiply(BigInteger.valueOf(9));
    suggester.step();
    view.refresh();
    assertThat(view.leastAccepted())
        .as("old wallets")
        .isEqualTo(GWEI.multiply(BigInteger.valueOf(5)));
    assertThat(view.suggested()).contains(l1Price);
    clock.advance(Duration.ofMinutes(2));
    view.refresh();
    assertThat(view.leastAccepted()).isEqualTo(l1Price);
    clock.advance(Duration.ofMinutes(10));
    view.refresh();
    assertThat(view.leastAccepted()).as("nobody suggests any more").isEqualTo(BigInteger.TWO);
  }

  @Test
  void aLowSuggestionIsNoReasonToGoBelowTheLowestPrice() {
    final GasPriceView view = view();
    prices.add(clock.instant(), BigInteger.ONE, java.util.Optional.empty());
    view.refresh();
    assertThat(view.leastAccepted()).isEqualTo(BigInteger.TWO);
  }

  @Test
  void aDatabaseThatIsGoneKeepsTheLastPrices() {
    prices.add(clock.instant(), GWEI, java.util.Optional.of(GWEI));
    final GasPriceView view = view();
    database.denyConnections();
    assertThatThrownBy(view::refresh).isInstanceOf(TemporaryException.class);
    assertThat(view.leastAccepted()).isEqualTo(GWEI);
  }

  @Test
  void theHistoryIsDeletedButForTheNewest() {
    final GasPriceSuggester suggester = suggester(config(Suggester.FIXED, "3", "0", "1"));
    for (int i = 0; i < 5; i++) {
      suggester.step();
      clock.advance(Duration.ofSeconds(10));
    }
    clock.advance(GasPriceSuggester.CLEANUP_INTERVAL);
    suggester.step();
    assertThat(prices.deleteBefore(clock.instant().plusSeconds(1))).as("nothing left").isZero();
    assertThat(view().suggested()).contains(BigInteger.valueOf(3));
  }

  /** cases: the last known price of L1 counts for a stated time, then the minimum. */
  @Test
  void theFloorFollowsL1AndOutlivesItForAStatedTime() {
    final GasPriceSuggester suggester = suggester(config(Suggester.FOLLOWER, "2", "0", "1.1"));
    final GasPriceView view = view();
    assertThat(view.floor().l1Price()).as("L1 was never asked").isZero();
    suggester.step();
    view.refresh();
    assertThat(view.floor().l1Price()).isEqualTo(GWEI);
    clock.advance(Duration.ofMinutes(1));
    l1Price = GWEI.multiply(BigInteger.TEN);
    suggester.step();
    view.refresh();
    assertThat(view.floor().l1Price()).as("a price of a minute ago passes").isEqualTo(GWEI);
    clock.advance(Duration.ofMinutes(5));
    view.refresh();
    assertThat(view.floor().l1Price()).as("L1 is gone").isEqualTo(l1Price);
    clock.advance(GasPriceConfig.L1_PRICE_MAX_AGE.minusMinutes(5));
    view.refresh();
    assertThat(view.floor().l1Price()).isEqualTo(l1Price);
    clock.advance(Duration.ofMillis(1));
    assertThat(view.floor().l1Price()).as("too old").isZero();
    assertThat(view.floor().of(1_000_000, 21_000)).isEqualTo(BigInteger.TWO);
  }
}
