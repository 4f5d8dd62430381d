/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.sequencer.Selection.Refused;

/** What a crowded pool gives up, and that nothing executable is among it. */
class StuckRowsTest {
  private static final long ACCOUNT_NONCE = 2;

  private final Set<Address> gaps = new HashSet<>();
  private final Map<Address, Duration> waits = new HashMap<>();
  private final List<Candidate> pending = new ArrayList<>();
  private final List<Candidate> cheap = new ArrayList<>();

  private static Address address(final int number) {
    return new Address(Bytes.concatenate(Bytes.wrap(new byte[16]), Bytes.ofUnsignedInt(number)));
  }

  private Bytes32 add(final int sender, final long nonce) {
    return add(sender, nonce, 1);
  }

  /** It pays less than the floor. */
  private Bytes32 addCheap(final int sender, final long nonce, final long price) {
    final Bytes32 hash = add(sender, nonce, price);
    cheap.add(pending.getLast());
    return hash;
  }

  private Bytes32 add(final int sender, final long nonce, final long price) {
    final Bytes32 hash =
        Keccak256.hash(Bytes.concatenate(address(sender).bytes(), Bytes.ofUnsignedLong(nonce)));
    pending.add(
        new Candidate(
            hash,
            address(sender),
            nonce,
            BigInteger.valueOf(price),
            BigInteger.ONE,
            110,
            pending.size(),
            0,
            21_000));
    return hash;
  }

  private List<Refused> stuck() {
    final HeadAccounts accounts = new HeadAccounts();
    accounts.at(new ChoiceBase("any", 1, BigInteger.ONE, StuckRowsTest::accounts));
    return new StuckRows(
            accounts, gaps::contains, sender -> waits.getOrDefault(sender, Duration.ZERO))
        .of(pending, cheap);
  }

  private static Map<Address, AccountState> accounts(final Collection<Address> senders) {
    final Map<Address, AccountState> states = new HashMap<>();
    senders.forEach(
        sender -> states.put(sender, new AccountState(ACCOUNT_NONCE, BigInteger.TEN, false)));
    return states;
  }

  @Test
  void whatIsBehindAGapIsGivenUpInWhateverOrderItCame() {
    gaps.add(address(1));
    final Bytes32 later = add(1, 6);
    add(1, 2);
    final Bytes32 first = add(1, 5);
    add(1, 3);
    assertThat(stuck())
        .containsExactly(
            new Refused(first, StuckRows.BEHIND_GAP, false),
            new Refused(later, StuckRows.BEHIND_GAP, false));
    assertThat(StuckRows.BEHIND_GAP)
        .startsWith("txpool is full for transactions behind a nonce gap: ");
  }

  /** A gap is remembered for some blocks, and the missing nonce may have come since. */
  @Test
  void whatIsExecutableStays() {
    gaps.add(address(1));
    for (int nonce = 2; nonce < 8; nonce++) {
      add(1, nonce);
    }
    add(2, 2);
    waits.put(address(3), StuckRows.SHORT_WAIT);
    add(3, 2);
    assertThat(stuck()).isEmpty();
  }

  @Test
  void whoIsPutBackForLongKeepsNoPlace() {
    waits.put(address(1), StuckRows.SHORT_WAIT.plusMillis(1));
    final Bytes32 first = add(1, 2);
    final Bytes32 second = add(1, 3);
    assertThat(stuck())
        .containsExactly(
            new Refused(first, StuckRows.PUT_BACK, false),
            new Refused(second, StuckRows.PUT_BACK, false));
    assertThat(StuckRows.PUT_BACK)
        .startsWith("txpool is full for transactions behind a nonce gap: ");
  }

  /** L1 became dearer since they came: nobody knows whether they ever run. */
  @Test
  void whatPaysLessThanTheFloorIsGivenUpFirstTheCheapestBeforeTheOthers() {
    gaps.add(address(1));
    add(1, 2, 9);
    final Bytes32 behindGap = add(1, 5, 9);
    final Bytes32 dearer = addCheap(2, 2, 3);
    final Bytes32 cheapest = addCheap(3, 2, 2);
    final Bytes32 both = addCheap(1, 6, 4);
    assertThat(stuck())
        .containsExactly(
            new Refused(cheapest, StuckRows.BELOW_FLOOR, false),
            new Refused(dearer, StuckRows.BELOW_FLOOR, false),
            new Refused(both, StuckRows.BELOW_FLOOR, false),
            new Refused(behindGap, StuckRows.BEHIND_GAP, false));
    assertThat(StuckRows.BELOW_FLOOR).startsWith("txpool is full for transactions that pay less");
  }

  @Test
  void soManyCheapOnesLeaveNothingElseToGiveUp() {
    gaps.add(address(1));
    add(1, 5, 9);
    for (int sender = 2; sender <= StuckRows.MAX_GIVEN_UP + 10; sender++) {
      addCheap(sender, 2, 1);
    }
    assertThat(stuck())
        .hasSize(StuckRows.MAX_GIVEN_UP)
        .allMatch(refused -> refused.reason().equals(StuckRows.BELOW_FLOOR));
  }

  @Test
  void oneBlockGivesUpSoManyAtTheMost() {
    for (int sender = 1; sender <= 20; sender++) {
      gaps.add(address(sender));
      for (int nonce = 3; nonce < 60; nonce++) {
        add(sender, nonce);
      }
    }
    assertThat(stuck()).hasSize(StuckRows.MAX_GIVEN_UP);
  }
}
