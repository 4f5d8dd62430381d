/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.EventPlace;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.SponsorLimits;
import org.zknode.rollup.bridge.l2.L2Gateway.Refusal;
import org.zknode.rollup.bridge.l2.L2Gateway.RefusedException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.CallRequest;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.engine.Resources;

/** Who is claimed for, and who has to wait. Amounts are the deposits' numbers. */
class ClaimSponsorTest {
  private static final Address BRIDGE = Address.fromHex("0x" + "0b".repeat(20));
  private static final long GAS_PER_CLAIM = 200_000;
  private static final ClaimBounds BOUNDS =
      new ClaimBounds(new Resources(1 << 30, 2145, 9000, 9000, 9000, 9000, 9000), 10_000);

  private final L2Kit kit = new L2Kit();
  private final L2Account account = kit.account();
  private final List<Deposit> claimable = new ArrayList<>();
  private final Map<Bytes, CallOutcome> outcomes = new HashMap<>();
  private final List<ClaimableDeposit> failures = new ArrayList<>();
  private final Set<Address> withCode = new HashSet<>();
  private int estimates;
  private int depositsRead;
  private Optional<Deposit> meanwhile = Optional.empty();

  private ClaimSponsor sponsor(final boolean messages, final DailyLimit limit) {
    account.settle();
    return new ClaimSponsor(
        view(),
        new Estimating(),
        BRIDGE,
        new SponsorLimits(GAS_PER_CLAIM, messages, limit),
        BOUNDS,
        kit,
        failures::add,
        account,
        kit.status,
        kit.clock,
        kit.metrics);
  }

  private ClaimSponsor sponsor() {
    return sponsor(false, L2Kit.PLENTY);
  }

  private final class Estimating extends ForwardingEngine {
    private Estimating() {
      super(kit.engine);
    }

    @Override
    public ChainReader reader() {
      return (ChainReader)
          Proxy.newProxyInstance(
              ChainReader.class.getClassLoader(),
              new Class<?>[] {ChainReader.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("code")) {
                  return withCode.contains(arguments[0]) ? Bytes.of(1) : Bytes.EMPTY;
                }
                estimates++;
                return outcomes.getOrDefault(
                    ((CallRequest) arguments[0]).data(),
                    new CallOutcome.Success(80_000, Optional.empty()));
              });
    }
  }

  private BridgeView view() {
    return (BridgeView)
        Proxy.newProxyInstance(
            BridgeView.class.getClassLoader(),
            new Class<?>[] {BridgeView.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "ownNetwork" -> 1L;
                  case "claimable" ->
                      claimable.stream()
                          .filter(
                              deposit ->
                                  ((Set<?>) arguments[2]).contains(deposit.leaf().leafType()))
                          .filter(deposit -> deposit.depositCount() >= (long) arguments[3])
                          .map(ClaimableDeposit::of)
                          .filter(deposit -> !failures.contains(deposit))
                          .limit((int) arguments[4])
                          .toList();
                  case "deposit" -> {
                    depositsRead++;
                    yield meanwhile.or(
                        () ->
                            claimable.stream()
                                .filter(deposit -> deposit.depositCount() == (long) arguments[1])
                                .findFirst());
                  }
                  case "proof" -> new ProofAnswer.Found(PROOF);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static final ExitProof PROOF =
      new ExitProof(
          Collections.nCopies(32, Bytes32.ZERO),
          ExitProof.NO_ROLLUP,
          Bytes32.ZERO,
          Bytes32.ZERO,
          0);

  private void deposit(final LeafType type, final long count) {
    deposit(type, count, Bytes.EMPTY);
  }

  private void deposit(final LeafType type, final long count, final Bytes metadata) {
    claimable.add(
        new Deposit(
            new ExitLeaf(
                type, 0, Address.ZERO, 1, Address.ZERO, BigInteger.valueOf(count), metadata),
            new EventPlace(0, 1, Bytes32.ZERO, 1, Bytes32.ZERO, count),
            count,
            true,
            Optional.empty()));
  }

  private void assets(final int first, final int count) {
    for (int i = first; i < first + count; i++) {
      deposit(LeafType.ASSET, i);
    }
  }

  private Bytes claim(final int position) {
    final Deposit deposit = claimable.get(position);
    return BridgeCalls.claim(deposit.leaf(), deposit.globalIndex(), PROOF);
  }

  private void estimate(final int position, final CallOutcome outcome) {
    outcomes.put(claim(position), outcome);
  }

  private static CallOutcome reverts(final String data) {
    return new CallOutcome.Reverted(1, Bytes.fromHexString(data), Optional.empty());
  }

  private List<Bytes> sent() {
    return kit.pool.stream().map(transaction -> transaction.data()).toList();
  }

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
