/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.pool.TransactionPool.Dead;
import org.zknode.rollup.pool.TransactionPool.PooledTransaction;
import org.zknode.rollup.testkit.TestTransactions;

/** What is in the pool, and what becomes of it. */
class PgTransactionPoolTest extends PgPoolFixture {
  @Test
  void keepsWhatWasAddedOverARestart() throws Exception {
    final SignedTransaction transaction = tx(ALICE, 3, 10);
    pool.add(transaction);
    try (PgTransactionPool other = open(100)) {
      assertThat(other.find(transaction.hash()))
          .contains(
              new PooledTransaction(
                  transaction.hash(),
                  transaction.raw(),
                  ALICE.address(),
                  3,
                  "pending",
                  clock.millis()));
      assertThat(other.pendingCount()).isEqualTo(1);
      assertThat(other.highestNonce(ALICE.address())).contains(3L);
      assertThat(other.highestNonce(BOB.address())).isEmpty();
      assertThat(other.find(Bytes32.ZERO)).isEmpty();
    }
  }

  @Test
  void givesWhatOrderingNeedsAndBytesOnDemand() throws Exception {
    final SignedTransaction cheapFirst = tx(ALICE, 0, 10);
    final SignedTransaction dearSecond = tx(ALICE, 1, 900);
    final SignedTransaction bobs = tx(BOB, 5, 20);
    final SignedTransaction sameAsAlice = tx(TestTransactions.key(3), 0, 10);
    for (final SignedTransaction one : List.of(dearSecond, cheapFirst, bobs, sameAsAlice)) {
      pool.add(one);
    }
    final List<Candidate> candidates = pool.candidates();
    assertThat(candidates)
        .extracting(Candidate::hash)
        .containsExactly(dearSecond.hash(), cheapFirst.hash(), bobs.hash(), sameAsAlice.hash());
    final Candidate first = candidates.getFirst();
    assertThat(first)
        .isEqualTo(
            new Candidate(
                dearSecond.hash(),
                ALICE.address(),
                1,
                BigInteger.valueOf(900),
                BigInteger.valueOf(900),
                dearSecond.raw().size() + 1,
                first.position(),
                TransactionCost.of(dearSecond).dataGas(),
                21_000));
    assertThat(candidates).extracting(Candidate::position).isSorted();
    assertThat(pool.load(List.of(bobs.hash(), Bytes32.ZERO, cheapFirst.hash())))
        .containsOnly(
            Map.entry(bobs.hash(), bobs.raw()), Map.entry(cheapFirst.hash(), cheapFirst.raw()));
    assertThat(pool.load(List.of())).isEmpty();
  }

  @Test
  void theSameTransactionIsKnown() throws Exception {
    final SignedTransaction transaction = tx(ALICE, 0, 10);
    pool.add(transaction);
    assertRefused(transaction, "already known");
    pool.markSelected(List.of(transaction.hash()), 1);
    assertRefused(transaction, "already known");
  }

  @Test
  void aFailedOneMayComeBack() throws Exception {
    final SignedTransaction transaction = tx(ALICE, 0, 10);
    pool.add(transaction);
    pool.markFailed(transaction.hash(), "balance");
    assertThat(status(transaction)).isEqualTo("failed");
    assertThat(pool.candidates()).isEmpty();
    assertThat(pool.highestNonce(ALICE.address())).isEmpty();
    clock.advance(Duration.ofSeconds(5));
    pool.add(transaction);
    assertThat(pool.find(transaction.hash()).orElseThrow().receivedAtMillis())
        .isEqualTo(clock.millis());
    assertThat(status(transaction)).isEqualTo("pending");
  }

  @Test
  void anUnwoundBlockGivesItsTransactionsBack() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    final SignedTransaction second = tx(ALICE, 1, 10);
    pool.add(first);
    pool.add(second);
    pool.markSelected(List.of(first.hash()), 7);
    pool.markSelected(List.of(second.hash()), 8);
    pool.markFailed(second.hash(), "a selected one cannot fail");
    assertThat(pool.pendingCount()).isZero();
    assertThat(pool.unselectAbove(7)).isEqualTo(1);
    assertThat(status(first)).isEqualTo("selected");
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(second.hash());
  }

  @Test
  void aBlockFromL1TellsExactlyWhatIsInIt() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    final SignedTransaction second = tx(ALICE, 1, 10);
    final SignedTransaction third = tx(ALICE, 2, 10);
    pool.add(first);
    pool.add(second);
    pool.add(third);
    pool.markSelected(List.of(first.hash(), second.hash()), 7);
    pool.markSelected(List.of(third.hash()), 8);
    pool.settle(List.of(first.hash(), third.hash()), 7);
    assertThat(status(first)).isEqualTo("selected");
    assertThat(status(third)).isEqualTo("selected");
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(second.hash());
    assertThat(pool.unselectAbove(7)).as("the third is in block 7 now").isZero();
    pool.settle(List.of(), 7);
    assertThat(pool.pendingCount()).isEqualTo(3);
  }

  @Test
  void aFullPoolTakesNoMore() throws Exception {
    pool.close();
    pool = open(2);
    pool.add(tx(ALICE, 0, 10));
    pool.add(tx(ALICE, 1, 10));
    assertRefused(tx(ALICE, 2, 10), "txpool is full");
    pool.markSelected(List.of(tx(ALICE, 0, 10).hash()), 1);
    clock.advance(PendingCount.MAX_AGE);
    pool.add(tx(ALICE, 2, 10));
    assertThat(pool.pendingCount()).isEqualTo(2);
  }

  @Test
  void severalAreGivenUpAtOnceAndOnlyWhatIsPending() throws Exception {
    final SignedTransaction unfunded = tx(ALICE, 0, 10);
    final SignedTransaction oversized = tx(ALICE, 1, 10);
    final SignedTransaction selected = tx(ALICE, 2, 10);
    for (final SignedTransaction transaction : List.of(unfunded, oversized, selected)) {
      pool.add(transaction);
    }
    pool.markSelected(List.of(selected.hash()), 7);
    pool.giveUp(
        List.of(
            new Dead(unfunded.hash(), "insufficient funds", false),
            new Dead(oversized.hash(), "it uses too much", true),
            new Dead(selected.hash(), "too late", false)));
    pool.giveUp(List.of());
    assertThat(status(unfunded)).isEqualTo("failed");
    assertThat(status(oversized)).isEqualTo("invalid");
    assertThat(status(selected)).isEqualTo("selected");
  }
}
