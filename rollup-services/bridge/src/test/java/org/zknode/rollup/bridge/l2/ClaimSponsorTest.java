/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.SponsorLimits;
import org.zknode.rollup.bridge.l2.L2Gateway.Refusal;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;

/** Who is claimed for, and who has to wait. */
class ClaimSponsorTest extends SponsorCase {
  @Test
  void assetsAreClaimedOnceEachWithAMarginOfGas() {
    assets(0, 3);
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0), claim(1), claim(2));
    assertThat(kit.pool.getFirst().gasLimit()).isEqualTo(100_000);
    assertThat(kit.pool.getFirst().to()).contains(BRIDGE);
  }

  @Test
  void messagesAreClaimedOnlyWhereThatIsSwitchedOn() {
    deposit(LeafType.MESSAGE, 0);
    deposit(LeafType.ASSET, 1);
    sponsor().step();
    assertThat(sent()).containsExactly(claim(1));
    kit.pool.clear();
    final L2Kit fresh = new L2Kit();
    final L2Account other = fresh.account();
    other.settle();
    new ClaimSponsor(
            view(),
            new Estimating(),
            BRIDGE,
            new SponsorLimits(GAS_PER_CLAIM, true, L2Kit.PLENTY),
            BOUNDS,
            fresh,
            failures::add,
            other,
            fresh.status,
            fresh.clock,
            fresh.metrics)
        .step();
    assertThat(fresh.pool).hasSize(2);
  }

  @Test
  void whatNeedsMoreThanABatchHasIsNotSigned() {
    assets(0, 3);
    estimate(
        1,
        new CallOutcome.Success(80_000, Optional.of(new ExecutionCounters(2146, 0, 0, 0, 0, 0))));
    kit.refusalOf =
        transaction -> {
          assertThat(transaction.data()).isNotEqualTo(claim(1));
          return Optional.empty();
        };
    sponsor().step();
    assertThat(sent()).containsExactly(claim(0), claim(2));
  }

  @Test
  void whatHasMoreDataThanThePoolTakesIsNotSigned() {
    deposit(LeafType.MESSAGE, 0, Bytes.wrap(new byte[10_000]));
    assets(1, 1);
    sponsor(true, L2Kit.PLENTY).step();
    assertThat(sent()).containsExactly(claim(1));
    assertThat(kit.pool.getFirst().nonce()).isZero();
  }

  @Test
  void aNodeThatTakesNothingIsWaitedForAndNoDepositFails() {
    assets(0, 2);
    kit.refuse(Refusal.NOT_NOW, "L1 takes no sequences");
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    assertThat(kit.text(ClaimSponsor.LIMIT)).contains("L1 takes no sequences");
    kit.refusal = Optional.empty();
    kit.clock.advance(Duration.ofSeconds(1));
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0), claim(1));
  }

  @Test
  void soManyClaimsAreOnTheirWayAtOnce() {
    assets(0, 8);
    sponsor().step();
    assertThat(sent()).hasSize(4);
  }

  @Test
  void whatSomebodyElseClaimedIsNotClaimedAgain() {
    assets(0, 1);
    estimate(0, reverts(BridgeCalls.ALREADY_CLAIMED.toHexString()));
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    sponsor.step();
    assertThat(sent()).isEmpty();
    assertThat(estimates).isEqualTo(1);
    // An unwind took that claim back.
    outcomes.clear();
    kit.clock.advance(Duration.ofSeconds(6));
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0));
  }

  /** Its metadata may be long, and each look comes by all that can be claimed. */
  @Test
  void aDepositIsReadWhenItIsToBeClaimedOnly() {
    assets(0, 40);
    sponsor().step();
    assertThat(sent()).hasSize(4);
    assertThat(depositsRead).isEqualTo(4);
  }

  @Test
  void aDepositThatAReorgTakesMeanwhileIsNotClaimedInTheOthersPlace() {
    assets(0, 1);
    final Deposit other = claimable.getFirst();
    meanwhile =
        Optional.of(
            new Deposit(
                other.leaf(),
                new EventPlace(0, 2, Bytes32.repeat((byte) 2), 1, Bytes32.ZERO, 0),
                0,
                true,
                Optional.empty()));
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    assertThat(sent()).isEmpty();
    meanwhile = Optional.empty();
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0));
  }

  @Test
  void theLimitOfADayEndsItAndTheStatusSaysSo() {
    assets(0, 3);
    final ClaimSponsor sponsor = sponsor(false, new DailyLimit(250_000, BigInteger.ZERO));
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0), claim(1));
    assertThat(kit.text(ClaimSponsor.LIMIT)).contains("the limit of a day is 250000 gas");
    assertThat(kit.metrics.count("bridge_claim_limit_refusals_total")).isPositive();
    assertThat(kit.metrics.count("bridge_claims_total")).isZero();
  }

  @Test
  void soDoesTheLimitOfMoney() {
    assets(0, 3);
    final BigInteger one = account.fees().max().multiply(BigInteger.valueOf(100_000));
    final BigInteger limit = one.shiftLeft(1);
    sponsor(false, new DailyLimit(1L << 50, limit)).step();
    assertThat(sent()).containsExactly(claim(0), claim(1));
    assertThat(kit.text(ClaimSponsor.LIMIT))
        .contains("200000 gas and %s wei are spent or on their way today".formatted(limit))
        .contains("may need 100000 gas and %s wei".formatted(one))
        .endsWith("gas and %s wei; it begins anew at midnight UTC".formatted(limit));
  }

  @Test
  void itGoesOnAfterMidnight() throws Exception {
    assets(0, 3);
    final ClaimSponsor sponsor = sponsor(false, new DailyLimit(250_000, BigInteger.ZERO));
    sponsor.step();
    kit.mine();
    kit.clock.advance(Duration.ofDays(1).minusMillis(1));
    account.settle();
    claimable.subList(0, 2).clear();
    // So that what was used does not make room for it.
    kit.add(SpendingBook.Purpose.CLAIMS, kit.today(), 250_000, BigInteger.ZERO);
    sponsor.step();
    assertThat(sent()).isEmpty();
    kit.clock.advance(Duration.ofMillis(1));
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0));
    assertThat(kit.reasons()).doesNotContain(ClaimSponsor.LIMIT);
  }

  @Test
  void etherToAnAddressWithCodeIsAMessage() {
    assets(0, 1);
    withCode.add(Address.ZERO);
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    assertThat(sent()).isEmpty();
    assertThat(estimates).isZero();
    sponsor(true, L2Kit.PLENTY).step();
    assertThat(sent()).containsExactly(claim(0));
  }
}
