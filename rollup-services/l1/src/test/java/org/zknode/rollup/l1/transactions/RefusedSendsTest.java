/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.L1TransactionSettings.FirstFees;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/** A fee is raised only from what an endpoint took; no refusal costs anything or loses anything. */
class RefusedSendsTest {
  private static final Duration REPLACE_AFTER = Duration.ofSeconds(10);
  private static final BigInteger CAP = SendFixture.GWEI.multiply(BigInteger.valueOf(500));

  private final SendFixture l1 = new SendFixture(new L1TransactionSettings(0, REPLACE_AFTER, CAP));

  /** So many seconds, with a round in each. */
  private void seconds(final int count) {
    for (int i = 0; i < count; i++) {
      l1.clock.advance(Duration.ofSeconds(1));
      l1.block++;
      l1.manager.tick();
    }
  }

  private List<BigInteger> fees() {
    return l1.offered.stream().map(SignedTransaction::maxFeePerGas).distinct().toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tx fee (1.10 ether) exceeds the configured cap (0.01 ether)",
        "Transaction fee cap exceeded",
        "insufficient funds for gas * price + value: balance 1, tx cost 2, overshot 1",
        "InsufficientFunds, Account balance: 1, cumulative cost: 2",
        "txpool is full",
        "oversized data",
        "intrinsic gas too low",
        "exceeds block gas limit",
        "sender not an eoa",
        "in-flight transaction limit reached for delegated accounts",
        "FeeTooLow, MaxFeePerGas too low",
        "replacement transaction underpriced",
        "nonce too low",
        "Monthly capacity limit exceeded",
        "???"
      })
  void noRefusalRaisesTheFeeOrLosesTheTransaction(final String refusal) {
    l1.door = transaction -> Optional.of(refusal);
    l1.submit("proof", Optional.empty());
    seconds(300);
    assertThat(fees()).hasSize(1);
    assertThat(l1.offered).as("no storm of sends").hasSizeBetween(2, 15);
    assertThat(l1.row("proof").status()).isEqualTo(Status.CREATED);
    assertThat(l1.row("proof").history()).hasSize(1);

    l1.door = transaction -> Optional.empty();
    secondsUntilTaken();
    l1.mine();
    seconds(1);
    assertThat(l1.row("proof").status()).isEqualTo(Status.CONFIRMED);
    assertThat(l1.status.snapshot().reasons()).isEmpty();
    assertThat(fees()).hasSize(1);
  }

  private void secondsUntilTaken() {
    for (int i = 0; i < SendTimers.PAUSES.cap().toSeconds() && l1.pool.isEmpty(); i++) {
      seconds(1);
    }
  }

  /** Below what was mined of it no nonce is believed, whatever an endpoint says. */
  @Test
  void aNonceThatWasMinedIsNotUsedAgain() {
    for (final String id : List.of("one", "two")) {
      l1.submit(id, Optional.empty());
      seconds(1);
      l1.mine();
      seconds(1);
      assertThat(l1.row(id).status()).isEqualTo(Status.CONFIRMED);
    }
    l1.otherNonces = List.of(0L, 1_000L);
    l1.submit("three", Optional.empty());
    seconds(1);
    assertThat(l1.offered.getLast().nonce()).isEqualTo(2);
    l1.mine();
    seconds(1);
    assertThat(l1.row("three").status()).isEqualTo(Status.CONFIRMED);
  }

  /** Whatever keeps it from being mined for so long, it is not the tip. */
  @Test
  void whileThePriceIsEnoughTheTipEndsAtItsLimit() {
    final BigInteger limit = FirstFees.DEFAULT.maxPriorityFee();
    l1.submit("proof", Optional.empty());
    seconds(3_600);
    final BigInteger tip = l1.offered.getLast().maxPriorityFeePerGas();
    assertThat(tip).isBetween(limit, limit.multiply(BigInteger.TWO));
    assertThat(l1.offered.getLast().maxFeePerGas()).isLessThan(CAP);
  }

  @Test
  void noAnswerRaisesNothing() {
    l1.unreachable = true;
    l1.submit("proof", Optional.empty());
    assertThatThrownBy(l1.manager::tick).isInstanceOf(TemporaryException.class);
    final BigInteger first = l1.row("proof").maxFeePerGas();
    for (int i = 0; i < 100; i++) {
      l1.clock.advance(Duration.ofSeconds(1));
      try {
        l1.manager.tick();
      } catch (final TemporaryException stillAway) {
        assertThat(stillAway).hasMessageContaining("503");
      }
      assertThat(l1.reason("l1-transaction-refused")).contains("owner/proof", "503");
    }
    assertThat(l1.row("proof").maxFeePerGas()).isEqualTo(first);
    l1.unreachable = false;
    seconds(61);
    assertThat(l1.row("proof").status()).isEqualTo(Status.SENT);
    assertThat(l1.status.snapshot().reasons()).isEmpty();
  }

  @Test
  void aRefusedReplacementIsOfferedAtTheSamePriceAgain() {
    l1.submit("proof", Optional.empty());
    seconds(1);
    final BigInteger taken = l1.row("proof").accepted().orElseThrow().maxFeePerGas();
    l1.door = transaction -> Optional.of("tx fee exceeds the configured cap");
    seconds(400);
    assertThat(fees()).hasSize(2);
    assertThat(fees().get(1).multiply(BigInteger.valueOf(8)))
        .isLessThanOrEqualTo(taken.multiply(BigInteger.valueOf(9)).add(BigInteger.valueOf(8)));
    assertThat(l1.reason("l1-transaction-refused")).contains("a cap that it does not name");
    // The first one is still good.
    l1.mine();
    seconds(1);
    assertThat(l1.row("proof").status()).isEqualTo(Status.CONFIRMED);
    assertThat(l1.status.snapshot().reasons()).isEmpty();
  }

  @Test
  void theReasonsSayWhatIsNeededInWei() {
    l1.door =
        transaction -> Optional.of("tx fee (2 ether) exceeds the configured cap (0.01 ether)");
    l1.submit("proof", Optional.empty());
    seconds(1);
    // Gas 120,000 (a fifth more than the dry run) at 2 gwei of base fee and a tenth of a gwei.
    assertThat(l1.reason("l1-transaction-refused"))
        .contains(
            "owner/proof",
            "252000000000000 wei (120000 gas at 2100000000 wei)",
            "nothing above 10000000000000000 wei",
            "--rpc.txfeecap");

    l1.balance = BigInteger.valueOf(52_000_000_000_000L);
    l1.door = transaction -> Optional.of("insufficient funds for gas * price + value");
    seconds(30);
    assertThat(l1.reason("l1-transaction-refused")).isEmpty();
    assertThat(l1.reason("l1-insufficient-funds"))
        .contains(
            SendFixture.KEY.address().toString(),
            "has 52000000000000 wei",
            "200000000000000 wei are missing");
  }

  @Test
  void whatNobodyEverHadFollowsL1sFees() {
    l1.door = transaction -> Optional.of("FeeTooLow, MaxFeePerGas too low");
    l1.submit("proof", Optional.empty());
    seconds(5);
    l1.baseFee = SendFixture.GWEI.multiply(BigInteger.valueOf(40));
    seconds(30);
    assertThat(fees()).hasSize(2).last().isEqualTo(new BigInteger("80100000000"));
    // And down again.
    l1.baseFee = SendFixture.GWEI;
    l1.door = transaction -> Optional.empty();
    secondsUntilTaken();
    assertThat(l1.offered.getLast().maxFeePerGas()).isEqualTo(new BigInteger("2100000000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FeeTooLow", "max fee per gas less than block base fee", "fee too low"})
  void afterAKillAndARiseOfTheBaseFeeItIsReplacedWhateverTheClientsWords(final String refusal) {
    l1.submit("sequence", Optional.empty());
    seconds(1);
    final BigInteger first = l1.row("sequence").maxFeePerGas();
    l1.restart();
    l1.pool.clear();
    l1.baseFee = SendFixture.GWEI.multiply(BigInteger.valueOf(10));
    l1.door =
        transaction ->
            transaction.maxFeePerGas().compareTo(l1.baseFee) < 0
                ? Optional.of(refusal)
                : Optional.empty();
    seconds(5);
    assertThat(l1.row("sequence").maxFeePerGas()).isGreaterThan(first);
    l1.mine();
    seconds(1);
    assertThat(l1.row("sequence").status()).isEqualTo(Status.CONFIRMED);
  }

  @Test
  void afterAKillTheSameTransactionIsFoundInThePoolAndReplacedInItsTime() {
    l1.submit("sequence", Optional.empty());
    seconds(1);
    final SignedTransaction first = l1.offered.getFirst();
    l1.restart();
    l1.baseFee = SendFixture.GWEI.multiply(BigInteger.valueOf(10));
    seconds(1);
    assertThat(l1.offered.getLast()).isEqualTo(first);
    seconds(11);
    assertThat(l1.pool.get(0L).maxFeePerGas()).isEqualTo(new BigInteger("20100000000"));
    l1.mine();
    seconds(1);
    assertThat(l1.row("sequence").status()).isEqualTo(Status.CONFIRMED);
  }

  /** Another one of its nonce is in the pool: it is outbid step by step, each in its time. */
  @Test
  void anUnknownTransactionOfItsNonceIsOutbidInTheTimeOfAReplacement() {
    l1.submit("sequence", Optional.empty());
    seconds(1);
    final SignedTransaction ours = l1.pool.get(0L);
    l1.restart();
    l1.door =
        transaction ->
            transaction.maxFeePerGas().compareTo(ours.maxFeePerGas().multiply(BigInteger.TWO)) < 0
                ? Optional.of("replacement transaction underpriced")
                : Optional.empty();
    seconds(45);
    assertThat(fees()).as("one step in ten seconds").hasSizeBetween(4, 6);
  }

  @Test
  void theCapOnFeesIsKeptAndNamed() {
    l1.submit("sequence", Optional.empty());
    seconds(1);
    l1.baseFee = CAP.multiply(BigInteger.TWO);
    final int before = l1.offered.size();
    seconds(300);
    assertThat(fees()).allSatisfy(fee -> assertThat(fee).isLessThanOrEqualTo(CAP));
    assertThat(l1.offered.size() - before).as("no storm of sends").isLessThan(10);
    assertThat(l1.reason("l1-fee-cap-reached"))
        .contains(l1.baseFee.toString(), CAP.toString(), "--plugin-zknode-l1-max-fee-per-gas-wei");
  }

  @Test
  void thePriorityFeeIsTheEndpointsSuggestionWithinLimits() {
    l1.baseFee = SendFixture.GWEI.multiply(BigInteger.valueOf(100));
    final List<BigInteger> tips = new ArrayList<>();
    for (final long suggestion : new long[] {1_000_000_000L, 0, 77_000_000_000L}) {
      l1.tip = BigInteger.valueOf(suggestion);
      l1.submit("tip-" + suggestion, Optional.empty());
      seconds(1);
      tips.add(l1.offered.getLast().maxPriorityFeePerGas());
    }
    assertThat(tips)
        .containsExactly(
            SendFixture.GWEI,
            FirstFees.DEFAULT.minPriorityFee(),
            FirstFees.DEFAULT.maxPriorityFee());
    assertThat(l1.offered.getFirst().maxFeePerGas()).isEqualTo(new BigInteger("201000000000"));
  }
}
