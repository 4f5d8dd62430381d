/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.bridge.l2.L2Gateway.Refusal;
import org.zknode.rollup.bridge.l2.L2Gateway.RefusedException;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

class L2AccountTest {
  private static final long GAS = 100_000;

  private final L2Kit kit = new L2Kit();
  private final L2Account account = kit.account();
  private final List<L2Outcome> outcomes = new ArrayList<>();

  private static L2Call call(final int data) {
    return new L2Call("call " + data, TestTransactions.key(3).address(), Bytes.of(data));
  }

  private Optional<NotSent> send(final L2Account sender, final int data, final DailyLimit limit) {
    return sender.send(call(data), GAS, kit.budget(limit), outcomes::add);
  }

  private Optional<NotSent> send(final int data) {
    return send(account, data, L2Kit.PLENTY);
  }

  private Spent spent() {
    return kit.spentToday();
  }

  @Test
  void whatIsMinedCostsWhatItUsedAndNoMore() throws Exception {
    account.settle();
    assertThat(send(1)).isEmpty();
    assertThat(send(2)).isEmpty();
    assertThat(kit.pool).extracting(SignedTransaction::nonce).containsExactly(0L, 1L);
    assertThat(spent().gas()).as("the worst case").isEqualTo(2 * GAS);
    kit.mine();
    account.settle();
    assertThat(outcomes).hasSize(2).allMatch(outcome -> outcome instanceof L2Outcome.Mined);
    assertThat(spent().gas()).isBetween(2 * 21_000L, 2 * 22_000L);
    assertThat(spent().wei()).isPositive();
    assertThat(account.pending()).isZero();
    assertThat(kit.reasons()).isEmpty();
  }

  @Test
  void theLimitOfADayCountsTheWorstCase() throws Exception {
    account.settle();
    final DailyLimit limit = new DailyLimit(2 * GAS - 1, BigInteger.ZERO);
    assertThat(send(account, 1, limit)).isEmpty();
    assertThat(send(account, 2, limit).orElseThrow().why())
        .contains("100000 gas")
        .contains("the limit of a day is 199999 gas and any")
        .contains("midnight UTC");
    kit.mine();
    account.settle();
    assertThat(send(account, 2, limit)).as("the first one used less").isEmpty();
    assertThat(send(account, 3, new DailyLimit(1L << 40, BigInteger.ONE))).as("money").isPresent();
  }

  @Test
  void aStuckTransactionIsReplacedUpToItsLimit() throws Exception {
    account.settle();
    send(1);
    final SignedTransaction first = kit.pool.getFirst();
    kit.clock.advance(L2Kit.REPLACE_AFTER);
    account.settle();
    final SignedTransaction second = kit.pool.getFirst();
    assertThat(second.nonce()).isEqualTo(first.nonce());
    assertThat(second.data()).isEqualTo(first.data());
    // By more than a tenth, as pools ask.
    assertThat(second.maxFeePerGas().multiply(BigInteger.TEN))
        .isGreaterThan(first.maxFeePerGas().multiply(BigInteger.valueOf(11)));
    assertThat(second.maxPriorityFeePerGas().multiply(BigInteger.TEN))
        .isGreaterThan(first.maxPriorityFeePerGas().multiply(BigInteger.valueOf(11)));
    assertThat(kit.text(L2Account.STUCK)).contains("is sent again with higher fees");
    assertThat(spent().gas()).as("one of the two is mined").isEqualTo(GAS);
    for (int i = 0; i < 20; i++) {
      kit.clock.advance(L2Kit.REPLACE_AFTER);
      account.settle();
    }
    assertThat(kit.pool).hasSize(1);
    assertThat(kit.pool.getFirst().maxFeePerGas()).isLessThanOrEqualTo(L2Kit.MAX_FEE);
    assertThat(kit.text(L2Account.STUCK)).contains("see what zknode_getTransactionStatus says");
    // It is the first version that gets into a block.
    kit.pool.clear();
    kit.block(List.of(first.raw()));
    account.settle();
    assertThat(outcomes).singleElement().isInstanceOf(L2Outcome.Mined.class);
    assertThat(kit.reasons()).isEmpty();
  }

  /** Somebody's claim may be such that no sequencer can include it: all later ones wait for it. */
  @Test
  void whatIsNeverMinedIsGivenUpAndItsNonceUsedForNothing() throws Exception {
    account.settle();
    send(1);
    send(2);
    final BigInteger usual = account.fees().max();
    for (int i = 0; i < L2Account.MAX_REPLACEMENTS; i++) {
      kit.clock.advance(L2Kit.REPLACE_AFTER);
      account.settle();
      assertThat(first().data()).isEqualTo(call(1).data());
    }
    kit.clock.advance(L2Kit.REPLACE_AFTER);
    account.settle();
    assertThat(first().to()).contains(account.address());
    assertThat(first().data()).isEqualTo(Bytes.EMPTY);
    assertThat(first().gasLimit()).isEqualTo(21_000);
    assertThat(first().maxFeePerGas()).isLessThan(usual.multiply(BigInteger.valueOf(3)));
    final SignedTransaction end = first();
    for (int i = 0; i < 100; i++) {
      kit.clock.advance(L2Kit.REPLACE_AFTER);
      account.settle();
    }
    assertThat(first()).as("more would not help").isEqualTo(end);
    kit.pool.sort(Comparator.comparingLong(SignedTransaction::nonce));
    kit.mine();
    account.settle();
    assertThat(outcomes.getFirst()).isInstanceOf(L2Outcome.GivenUp.class);
    assertThat(outcomes.getLast()).isInstanceOf(L2Outcome.Mined.class);
    assertThat(spent().gas()).isBetween(2 * 21_000L, 2 * 22_000L);
    assertThat(kit.reasons()).isEmpty();
  }

  @Test
  void whatThePoolHasThrownAwayIsGivenUpAtOnce() throws Exception {
    account.settle();
    send(1);
    kit.throwAway(first());
    account.settle();
    assertThat(kit.pool).as("asked seldom").isEmpty();
    kit.clock.advance(L2Account.FATE_INTERVAL);
    account.settle();
    assertThat(first().to()).contains(account.address());
    assertThat(first().nonce()).isZero();
    // That one is thrown away, too.
    kit.throwAway(first());
    kit.clock.advance(L2Account.FATE_INTERVAL);
    account.settle();
    assertThat(first().to()).contains(account.address());
    kit.mine();
    account.settle();
    assertThat(outcomes).singleElement().isInstanceOf(L2Outcome.GivenUp.class);
    assertThat(account.pending()).isZero();
  }

  @Test
  void whatMayPayNoMoreIsGivenUpAsWell() {
    kit.gasPrice = L2Kit.MAX_FEE.multiply(BigInteger.valueOf(8)).divide(BigInteger.TEN);
    account.settle();
    send(1);
    for (int i = 0; i < L2Account.MAX_REPLACEMENTS; i++) {
      kit.clock.advance(L2Kit.REPLACE_AFTER);
      account.settle();
      assertThat(first().data()).isEqualTo(call(1).data());
      assertThat(kit.text(L2Account.STUCK)).contains("--plugin-bridge-max-fee-per-gas");
    }
    kit.clock.advance(L2Kit.REPLACE_AFTER);
    account.settle();
    assertThat(first().data()).isEqualTo(Bytes.EMPTY);
    assertThat(first().maxFeePerGas()).isEqualTo(L2Kit.MAX_FEE);
  }

  @Test
  void whatIsRefusedWhenItIsReplacedIsGivenUpOrWaitsAsTheRefusalSays() {
    account.settle();
    send(1);
    final SignedTransaction sent = first();
    kit.refuse(Refusal.NOT_NOW, "L1 takes no sequences");
    for (int i = 0; i < 20; i++) {
      kit.clock.advance(L2Kit.REPLACE_AFTER);
      account.settle();
    }
    assertThat(first()).isEqualTo(sent);
    kit.refusal = Optional.empty();
    kit.refusalOf =
        transaction ->
            transaction.data().isEmpty()
                ? Optional.empty()
                : Optional.of(new RefusedException(Refusal.UNFIT, "fits no batch"));
    kit.clock.advance(L2Kit.REPLACE_AFTER);
    account.settle();
    assertThat(first().data()).isEqualTo(Bytes.EMPTY);
  }

  /** What an earlier process sent and nobody can mine is replaced, and then given up as well. */
  @Test
  void aRestartForgetsNothingOfThat() throws Exception {
    account.settle();
    send(1);
    final L2Account next = kit.account();
    next.settle();
    next.holds();
    kit.clock.advance(L2Kit.REPLACE_AFTER);
    assertThat(next.holds()).isEmpty();
    send(next, 1, L2Kit.PLENTY);
    for (int i = 0; i <= L2Account.MAX_REPLACEMENTS; i++) {
      kit.clock.advance(L2Kit.REPLACE_AFTER);
      next.settle();
    }
    kit.mine();
    next.settle();
    assertThat(outcomes).singleElement().isInstanceOf(L2Outcome.GivenUp.class);
    send(next, 2, L2Kit.PLENTY);
    assertThat(first().nonce()).isEqualTo(1);
  }

  private SignedTransaction first() {
    return kit.pool.stream().min(Comparator.comparingLong(SignedTransaction::nonce)).orElseThrow();
  }

  @Test
  void aRefusedTransactionCostsNothingAndIsWaitedFor() {
    account.settle();
    kit.refuse(Refusal.NOT_NOW, "this node is not in sync");
    assertThat(send(1)).isPresent();
    assertThat(spent()).isEqualTo(Spent.NOTHING);
    assertThat(kit.text(L2Account.REFUSED)).contains("this node is not in sync");
    assertThat(account.holds()).isPresent();
    kit.refusal = Optional.empty();
    kit.clock.advance(Duration.ofSeconds(1));
    assertThat(account.holds()).isEmpty();
    assertThat(send(1)).isEmpty();
    assertThat(kit.reasons()).isEmpty();
  }

  /** A standstill of the node has nothing to do with what is paid for gas. */
  @Test
  void aNodeThatTakesNothingForHoursRaisesNoFee() {
    account.settle();
    final BigInteger usual = account.fees().max();
    kit.refuse(Refusal.NOT_NOW, "L1 takes no sequences");
    for (int i = 0; i < 100; i++) {
      assertThat(send(1).orElseThrow().isOfCall()).isFalse();
      kit.clock.advance(L2Kit.REPLACE_AFTER);
    }
    kit.refusal = Optional.empty();
    assertThat(send(1)).isEmpty();
    assertThat(kit.pool.getFirst().maxFeePerGas()).isEqualTo(usual);
  }

  @Test
  void raisedFeesThatDoNotFitTheDayAreNotPaid() {
    account.settle();
    final BigInteger usual = account.fees().max();
    kit.refuse(Refusal.UNDERPRICED, "replacement transaction underpriced");
    final DailyLimit limit =
        new DailyLimit(1L << 50, usual.multiply(BigInteger.valueOf(GAS)).shiftLeft(1));
    for (int i = 0; i < 100; i++) {
      send(account, 1, limit);
      kit.clock.advance(L2Kit.REPLACE_AFTER);
    }
    kit.refusal = Optional.empty();
    assertThat(send(account, 1, limit)).isEmpty();
    assertThat(kit.pool.getFirst().maxFeePerGas()).isEqualTo(usual);
  }

  @Test
  void aCallThatFitsNoBatchMakesNoOtherOneWait() {
    account.settle();
    kit.refuse(Refusal.UNFIT, "transaction does not fit a batch: keccak hashes");
    final NotSent refused = send(1).orElseThrow();
    assertThat(refused.isOfCall()).isTrue();
    assertThat(refused.why()).contains("keccak hashes");
    assertThat(spent()).isEqualTo(Spent.NOTHING);
    kit.refusal = Optional.empty();
    assertThat(account.holds()).isEmpty();
    assertThat(send(2)).isEmpty();
    assertThat(kit.reasons()).isEmpty();
  }

  @Test
  void withoutMoneyNothingIsSentAndTheStatusSaysHowMuchIsMissing() {
    final L2Kit poor = new L2Kit(FakeEngine.funded());
    final L2Account account = poor.account();
    account.settle();
    assertThat(account.send(call(1), GAS, poor.budget(L2Kit.PLENTY), outcomes::add)).isPresent();
    assertThat(poor.pool).isEmpty();
    assertThat(poor.spentToday()).isEqualTo(Spent.NOTHING);
    assertThat(poor.text(L2Account.FUNDS))
        .contains(L2Kit.KEY.address().toString())
        .contains("has 0 wei on L2 and needs up to")
        .contains("send it ether there");
  }

  /** After a restart, what an earlier process sent is waited for; then its nonce is used. */
  @Test
  void anEarlierProcessHasItsTransactionsMinedFirst() throws Exception {
    account.settle();
    send(1);
    final L2Account next = kit.account();
    next.settle();
    assertThat(next.holds()).isPresent();
    kit.mine();
    next.settle();
    assertThat(next.holds()).isEmpty();

    send(next, 2, L2Kit.PLENTY);
    final L2Account third = kit.account();
    third.settle();
    assertThat(third.holds()).isPresent();
    kit.clock.advance(L2Kit.REPLACE_AFTER);
    assertThat(third.holds()).as("too long").isEmpty();
    kit.refuse(Refusal.UNDERPRICED, "replacement transaction underpriced");
    send(third, 3, L2Kit.PLENTY);
    kit.refusal = Optional.empty();
    kit.clock.advance(Duration.ofSeconds(2));
    third.settle();
    final BigInteger underpriced = kit.pool.getFirst().maxFeePerGas();
    send(third, 3, L2Kit.PLENTY);
    assertThat(kit.pool).hasSize(1);
    assertThat(kit.pool.getFirst().nonce()).isEqualTo(1);
    assertThat(kit.pool.getFirst().maxFeePerGas()).isGreaterThan(underpriced);
  }

  /** The nonce went to somebody else who has the key. */
  @Test
  void aTransactionWhoseNonceIsTakenIsLost() throws Exception {
    account.settle();
    send(1);
    final L2Kit other = new L2Kit();
    final L2Account same = other.account();
    same.settle();
    same.send(call(99), GAS, other.budget(L2Kit.PLENTY), outcome -> {});
    kit.pool.clear();
    kit.block(List.of(other.pool.getFirst().raw()));
    account.settle();
    assertThat(outcomes).singleElement().isInstanceOf(L2Outcome.Lost.class);
    assertThat(spent()).isEqualTo(Spent.NOTHING);
  }

  /** An unwind that nobody repairs leaves a gap in front of what was sent. */
  @Test
  void whatFollowsAMissingNonceIsGivenUp() throws Exception {
    account.settle();
    final long before = kit.engine.head().number();
    send(1);
    kit.mine();
    account.settle();
    send(2);
    kit.engine.unwindTo(before);
    kit.pool.clear();
    account.settle();
    assertThat(account.pending()).isOne();
    kit.clock.advance(L2Kit.REPLACE_AFTER);
    account.settle();
    assertThat(account.pending()).isZero();
    assertThat(outcomes.getLast()).isInstanceOf(L2Outcome.Lost.class);
    assertThat(account.holds()).isEmpty();
    send(3);
    assertThat(kit.pool.getFirst().nonce()).isZero();
  }

  @Test
  void onlySoManyAreOnTheirWay() {
    account.settle();
    for (int i = 0; i < L2Account.MAX_PENDING; i++) {
      assertThat(account.holds()).isEmpty();
      send(i);
    }
    assertThat(account.holds()).isPresent();
    assertThat(account.address()).isNotEqualTo(Address.ZERO);
  }
}
