/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.l1.L1Client.Call;
import org.zknode.rollup.l1.L1Client.Simulation;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/**
 * Calls that build on one another wait in L1's pool at the same time, one nonce after the other.
 */
class BuildingTransactionsTest {
  private static final BigInteger CAP = SendFixture.GWEI.multiply(BigInteger.valueOf(500));

  private final SendFixture l1 =
      new SendFixture(new L1TransactionSettings(0, Duration.ofSeconds(10), CAP));

  private void seconds(final int count) {
    for (int i = 0; i < count; i++) {
      l1.clock.advance(Duration.ofSeconds(1));
      l1.block++;
      l1.manager.tick();
    }
  }

  private void submitThree() {
    l1.submit("one", Optional.empty());
    l1.submit("two", Optional.of("one"));
    l1.submit("three", Optional.of("two"));
  }

  private void assertStatus(final Status status) {
    for (final String id : List.of("one", "two", "three")) {
      assertThat(l1.row(id).status()).as(id).isEqualTo(status);
    }
  }

  private List<Bytes> offeredData() {
    return l1.offered.stream().map(SignedTransaction::data).toList();
  }

  @Test
  void eachIsDryRunBehindThoseBeforeItAndAllAreMinedInOneBlock() {
    l1.simulation = calls -> new Simulation.Used(1_000_000L * calls.size());
    submitThree();
    seconds(1);
    assertThat(l1.simulated)
        .containsExactly(
            List.of(call("one"), call("two")), List.of(call("one"), call("two"), call("three")));
    assertThat(l1.pool.keySet()).containsExactly(0L, 1L, 2L);
    assertThat(l1.row("three").gasLimit()).isEqualTo(4_500_000);
    l1.mine();
    seconds(1);
    assertStatus(Status.CONFIRMED);
  }

  @Test
  void whoSubmittedSendsAndWhoReadsL1IsWoken() {
    final List<String> woken = new ArrayList<>();
    l1.manager.onUnsent(() -> woken.add("unsent"));
    l1.manager.onMined(() -> woken.add("mined: " + l1.row("one").l1Block().isPresent()));
    l1.submit("one", Optional.empty());
    assertThat(l1.pool).isEmpty();
    l1.manager.sendSubmitted();
    assertThat(l1.pool).containsOnlyKeys(0L);
    assertThat(l1.row("one").accepted()).isPresent();
    assertThat(woken).as("nothing is left to the next tick").isEmpty();
    l1.mine();
    l1.manager.tick();
    assertThat(woken).containsExactly("mined: true");
  }

  @Test
  void whatCannotBeSentAtOnceIsLeftToTheTickAndStopsNobody() {
    final List<String> woken = new ArrayList<>();
    l1.manager.onUnsent(() -> woken.add("unsent"));
    l1.unreachable = true;
    l1.submit("one", Optional.empty());
    l1.manager.sendSubmitted();
    assertThat(woken).containsExactly("unsent");
    l1.unreachable = false;
    seconds(60);
    assertThat(l1.pool).containsOnlyKeys(0L);
  }

  @Test
  void whileARoundIsUnderWayItSendsOrTheNextOne() throws InterruptedException {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    l1.submit("one", Optional.empty());
    l1.door =
        transaction -> {
          entered.countDown();
          try {
            leave.await();
          } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        };
    final Thread tick = Thread.ofVirtual().name("tick").start(l1.manager::tick);
    entered.await();
    final List<String> woken = new ArrayList<>();
    l1.manager.onUnsent(() -> woken.add("unsent"));
    l1.submit("two", Optional.empty());
    l1.manager.sendSubmitted();
    assertThat(woken).as("an L1 that hangs holds up nobody else").containsExactly("unsent");
    leave.countDown();
    tick.join();
    seconds(1);
    assertThat(l1.pool).containsOnlyKeys(0L, 1L);
  }

  private static Call call(final String id) {
    return new Call(SendFixture.TO, SendFixture.data(id));
  }

  /** As an L1 node without eth_simulateV1: the gas follows from what the one before needs. */
  @Test
  void withoutASimulationTheGasIsThatOfTheOneBefore() {
    l1.gas = 900_000;
    submitThree();
    seconds(1);
    assertThat(l1.pool).hasSize(3);
    assertThat(l1.row("two").gasLimit()).isGreaterThanOrEqualTo(l1.row("one").gasLimit());
    assertThat(l1.row("three").gasLimit()).isBetween(1_000_000L, 3_000_000L);
  }

  @Test
  void aCallThatWouldRevertBehindTheOthersCostsNothing() {
    l1.simulation =
        calls -> {
          throw new IllegalArgumentException("not reached");
        };
    l1.submit("one", Optional.empty());
    seconds(1);
    l1.simulation = calls -> new Simulation.EarlierReverts();
    l1.submit("two", Optional.of("one"));
    seconds(20);
    assertThat(l1.pool).hasSize(1);
    assertThat(l1.row("two").status()).isEqualTo(Status.CREATED);
    assertThat(l1.row("two").nonce()).isEmpty();
  }

  @Test
  void whatBuildsOnARefusedOneIsHeldBack() {
    l1.door = transaction -> Optional.of("insufficient funds for gas * price + value");
    submitThree();
    seconds(30);
    assertThat(offeredData()).containsOnly(SendFixture.data("one"));
    assertThat(l1.row("two").nonce()).isEmpty();
    l1.door = transaction -> Optional.empty();
    seconds(60);
    assertThat(l1.pool).hasSize(3);
  }

  @Test
  void whatBuildsOnAFailedOneIsWithdrawnBeforeItCostsItsGas() {
    submitThree();
    l1.submit("four", Optional.of("three"));
    seconds(1);
    l1.reverting.put(SendFixture.data("one"), "MaxTimestampSequenceInvalid");
    final BigInteger price = l1.pool.get(1L).maxFeePerGas();
    l1.mine(1);
    seconds(1);
    assertThat(l1.row("one").status()).isEqualTo(Status.FAILED);
    assertThat(l1.pool.values())
        .as("transfers of nothing in their places")
        .hasSize(3)
        .allSatisfy(
            transaction -> {
              assertThat(transaction.data()).isEqualTo(Bytes.EMPTY);
              assertThat(transaction.to()).contains(SendFixture.KEY.address());
              assertThat(transaction.gasLimit()).isEqualTo(21_000);
              assertThat(transaction.maxFeePerGas()).isGreaterThan(price);
            });
    l1.restart();
    seconds(1);
    l1.mine();
    seconds(1);
    assertStatus(Status.FAILED);
    assertThat(l1.row("two").error()).contains("withdrawn: one, on which it builds, has failed");

    l1.reverting.clear();
    submitThree();
    seconds(1);
    l1.mine();
    seconds(1);
    assertStatus(Status.CONFIRMED);
    assertThat(l1.nonce).isEqualTo(7);
  }

  /** The withdrawal comes too late: what is mined counts. */
  @Test
  void aWithdrawnOneThatIsMinedAfterAllIsConfirmed() {
    l1.submit("one", Optional.empty());
    l1.submit("two", Optional.of("one"));
    seconds(1);
    final SignedTransaction two = l1.pool.get(1L);
    l1.reverting.put(SendFixture.data("one"), "x");
    l1.mine(1);
    seconds(1);
    l1.pool.put(1L, two);
    l1.mine();
    seconds(1);
    assertThat(l1.row("two").status()).isEqualTo(Status.CONFIRMED);
  }

  @Test
  void afterAKillTheyAreSentAgainInOrderUnderTheirNonces() {
    submitThree();
    seconds(1);
    final List<SignedTransaction> first = List.copyOf(l1.offered);
    l1.pool.clear();
    l1.offered.clear();
    l1.restart();
    seconds(1);
    assertThat(l1.offered).isEqualTo(first);
    l1.mine();
    seconds(1);
    assertStatus(Status.CONFIRMED);
  }

  @Test
  void afterAnL1ReorgTheyAreSentAgainInOrderHoweverMany() {
    submitThree();
    final int more = 20;
    for (int i = 0; i < more; i++) {
      l1.submit("n" + i, i == 0 ? Optional.of("three") : Optional.of("n" + (i - 1)));
    }
    seconds(1);
    l1.mine();
    seconds(1);
    assertStatus(Status.CONFIRMED);
    final List<SignedTransaction> first = List.copyOf(l1.offered);
    l1.offered.clear();
    l1.reorgTo(0);
    seconds(2);
    assertThat(l1.offered).isEqualTo(first);
    l1.mine();
    seconds(1);
    assertStatus(Status.CONFIRMED);
    assertThat(l1.row("n" + (more - 1)).status()).isEqualTo(Status.CONFIRMED);
    assertThat(l1.nonce).isEqualTo(3 + more);
  }

  @Test
  void onlyTheFirstInLineIsReplacedWhileTheOthersPayEnough() {
    submitThree();
    seconds(1);
    final BigInteger price = l1.row("one").maxFeePerGas();
    seconds(12);
    assertThat(l1.row("one").maxFeePerGas()).isGreaterThan(price);
    assertThat(l1.row("two").maxFeePerGas()).isEqualTo(price);

    l1.baseFee = SendFixture.GWEI.multiply(BigInteger.TEN);
    seconds(12);
    for (final SignedTransaction waiting : l1.pool.values()) {
      assertThat(waiting.maxFeePerGas()).isGreaterThan(l1.baseFee);
    }
    l1.mine();
    seconds(1);
    assertStatus(Status.CONFIRMED);
  }

  @Test
  void aRevertIsToldToWhoeverListens() {
    final List<MonitoredTransaction> told = new java.util.ArrayList<>();
    l1.manager.onRevert((transaction, reason) -> told.add(transaction));
    l1.reverting.put(SendFixture.data("one"), "OnlyTrustedSequencer");
    l1.submit("one", Optional.empty());
    seconds(1);
    assertThat(told).singleElement().extracting(MonitoredTransaction::id).isEqualTo("one");
  }
}
