/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.l2.L2Gateway.Refusal;
import org.zknode.rollup.bridge.l2.L2Gateway.RefusedException;
import org.zknode.rollup.engine.ChainReader.CallOutcome;

/**
 * Claims that are refused, fail, or are never mined: whom they hold up, and when they are made
 * again.
 */
class FailedClaimsOfSponsorTest extends SponsorCase {
  @Test
  void whatRevertsOrBurnsGasWaitsLongerEachTimeAndHoldsNobodyUp() {
    assets(0, 3);
    estimate(0, reverts("0x08c379a0"));
    estimate(1, new CallOutcome.Success(GAS_PER_CLAIM + 1, Optional.empty()));
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    assertThat(sent()).containsExactly(claim(2));
    assertThat(estimates).isEqualTo(3);
    sponsor.step();
    assertThat(estimates).as("left alone").isEqualTo(3);
    kit.clock.advance(Duration.ofSeconds(61));
    sponsor.step();
    assertThat(estimates).isEqualTo(5);
    kit.clock.advance(Duration.ofSeconds(61));
    sponsor.step();
    assertThat(estimates).as("twice as long").isEqualTo(5);
    outcomes.clear();
    kit.clock.advance(Duration.ofSeconds(61));
    sponsor.step();
    assertThat(sent()).hasSize(3);
  }

  /** The pool tries it against another state than the estimate. */
  @Test
  void aStrangersClaimThatThePoolRefusesHoldsNobodyUp() {
    assets(0, 3);
    kit.refusalOf =
        transaction ->
            transaction.data().equals(claim(1))
                ? Optional.of(
                    new RefusedException(Refusal.UNFIT, "transaction does not fit a batch"))
                : Optional.empty();
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0), claim(2));
    assertThat(account.holds()).isEmpty();
    assertThat(kit.reasons()).isEmpty();
    final int before = estimates;
    sponsor.step();
    assertThat(estimates).as("left alone").isEqualTo(before);
  }

  /**
   * Its receiver does something else in a block than in an estimate: no sequencer can include it.
   */
  @Test
  void aStrangersClaimThatNobodyCanMineHoldsUpNeitherOthersNorExitRoots() throws Exception {
    assets(0, 3);
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    kit.throwAway(kit.pool.get(1));
    mineInOrder();
    kit.clock.advance(L2Account.FATE_INTERVAL);
    account.settle();
    mineInOrder();
    account.settle();
    assertThat(account.pending()).isZero();
    assertThat(kit.metrics.count("bridge_claims_total")).isEqualTo(2);
    final L2Call root = new L2Call("proof", Address.ZERO, Bytes.of(1));
    assertThat(account.holds()).isEmpty();
    assertThat(account.send(root, 160_000, kit.budget(L2Kit.PLENTY), outcome -> {})).isEmpty();
    kit.mine();
    account.settle();
    sponsor.step();
    assertThat(sent()).as("not again at once").isEmpty();
    claimable.remove(2);
    claimable.remove(0);
    assets(3, 1);
    kit.clock.advance(Duration.ofMinutes(1));
    estimate(0, reverts("0x"));
    sponsor.step();
    assertThat(sent()).containsExactly(claim(1));
  }

  /** What can be executed now: each nonce in its turn, up to a gap. */
  private void mineInOrder() throws Exception {
    final List<SignedTransaction> later = new ArrayList<>(kit.pool);
    later.sort(Comparator.comparingLong(SignedTransaction::nonce));
    kit.pool.clear();
    long nonce = kit.engine.account(L2Kit.KEY.address()).nonce();
    while (!later.isEmpty() && later.getFirst().nonce() == nonce) {
      kit.pool.add(later.removeFirst());
      nonce++;
    }
    kit.mine();
    kit.pool.addAll(later);
    account.settle();
  }

  @Test
  void anotherDepositWithTheNumberOfOneThatAReorgTookHasNotFailedYet() {
    assets(0, 1);
    estimate(0, reverts("0x08c379a0"));
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    outcomes.clear();
    final Deposit lost = claimable.removeFirst();
    claimable.add(
        new Deposit(
            lost.leaf(),
            new EventPlace(0, 2, Bytes32.repeat((byte) 2), 1, Bytes32.ZERO, 0),
            0,
            true,
            Optional.empty()));
    sponsor.step();
    assertThat(sent()).containsExactly(claim(0));
  }

  /** However many fail: the next round begins with the newest ones, a few estimates each. */
  @Test
  void manyThatFailKeepANewOneBackForOneRoundOnly() {
    assets(0, 40);
    for (int i = 0; i < 40; i++) {
      estimate(i, reverts("0x"));
    }
    final ClaimSponsor sponsor = sponsor();
    for (int i = 0; i < 5; i++) {
      sponsor.step();
      assertThat(estimates).isLessThanOrEqualTo(8 * (i + 1));
    }
    assertThat(estimates).isEqualTo(40);
    kit.clock.advance(Duration.ofSeconds(61));
    assets(40, 1);
    sponsor.step();
    assertThat(sent()).containsExactly(claim(40));
  }

  /** Its receiver may be made to fail each time, after an estimate that tells nothing. */
  @Test
  void aClaimThatWasPaidForInVainIsNeverMadeAgain() throws Exception {
    kit.failing = true;
    assets(0, 1);
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    kit.mine();
    account.settle();
    assertThat(failures).extracting(ClaimableDeposit::depositCount).containsExactly(0L);
    kit.clock.advance(Duration.ofDays(3));
    sponsor.step();
    sponsor().step();
    assertThat(sent()).as("nor after a restart").isEmpty();
  }

  /** Each time it holds all of the account up, also after a restart. */
  @Test
  void aClaimThatNobodyCanMineIsGivenUpThreeTimesAtTheMost() throws Exception {
    assets(0, 1);
    final ClaimSponsor sponsor = sponsor();
    for (int i = 0; i < 3; i++) {
      assertThat(failures).isEmpty();
      sponsor.step();
      assertThat(sent()).containsExactly(claim(0));
      kit.throwAway(kit.pool.getFirst());
      kit.clock.advance(L2Account.FATE_INTERVAL);
      account.settle();
      kit.mine();
      account.settle();
      kit.clock.advance(Duration.ofMinutes(5));
    }
    assertThat(failures).extracting(ClaimableDeposit::depositCount).containsExactly(0L);
    sponsor.step();
    sponsor().step();
    assertThat(sent()).as("nor after a restart").isEmpty();
  }

  @Test
  void aClaimThatRevertsInItsBlockIsLeftAlone() throws Exception {
    assets(0, 1);
    final ClaimSponsor sponsor = sponsor();
    sponsor.step();
    // The fake engine's transactions succeed: what it is told of the claim comes from the estimate.
    kit.mine();
    estimate(0, reverts(BridgeCalls.ALREADY_CLAIMED.toHexString()));
    account.settle();
    sponsor.step();
    sponsor.step();
    assertThat(sent()).isEmpty();
    assertThat(estimates).isEqualTo(2);
  }
}
