/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.eth.transactions.TransactionPool;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.testkit.TestTransactions;

class BesuPoolTest {
  private static final Address SOMEBODY =
      Address.fromHex("0x000000000000000000000000000000000000beef");

  private final ToyBesu besu = new ToyBesu();
  private final BesuEngine engine =
      BesuEngine.create(
          besu,
          1001,
          Optional.empty(),
          () -> (header, body) -> true,
          () -> (call, overrides, header, tracer, parameters) -> Optional.empty());
  private final TransactionPool besus = besu.getTransactionPool();
  private final BesuPool pool = new BesuPool(besu, engine);

  private static SignedTransaction transaction(final int key, final int nonce, final long fee) {
    return TestTransactions.transfer(
        TransactionType.DYNAMIC_FEE,
        TestTransactions.key(key),
        nonce,
        SOMEBODY,
        BigInteger.valueOf(fee));
  }

  @Test
  void whatThePoolDbHasIsShownWithItsSender() {
    final SignedTransaction first = transaction(1, 0, 5);
    final SignedTransaction second = transaction(2, 0, 5);
    pool.add(List.of(first, second));

    assertThat(pool.hashes()).containsExactlyInAnyOrder(first.hash(), second.hash());
    assertThat(
            besus
                .getPendingTransactionsFor(BesuBlocks.toBesu(first.sender()))
                .pendingTransactions())
        .hasSize(1);
  }

  /** Besu asks the gateway about it, too, which must not store it again. */
  @Test
  void whileItIsShownItIsKnownAsMirrored() {
    final List<Boolean> seen = new ArrayList<>();
    final List<Transaction> added = new ArrayList<>();
    besus.onAdding(
        transaction -> {
          seen.add(pool.isMirrored(transaction));
          added.add(transaction);
        });

    pool.add(List.of(transaction(1, 0, 5)));

    assertThat(seen).containsExactly(true);
    assertThat(pool.isMirrored(added.getFirst()))
        .as("afterwards it may come from a user")
        .isFalse();
  }

  @Test
  void aFailureOfBesusPoolDoesNotLeaveItMirrored() {
    final List<Transaction> added = new ArrayList<>();
    besus.onAdding(
        transaction -> {
          added.add(transaction);
          throw new IllegalStateException("pool is closed");
        });

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> pool.add(List.of(transaction(1, 0, 5))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(pool.isMirrored(added.getFirst())).isFalse();
  }

  /** Else Besu would tell its own caller that the transaction is known. */
  @Test
  void whatACallerOfThisNodeBringsIsNotShownBeforeHim() {
    final SignedTransaction own = transaction(1, 0, 5);
    assertThat(pool.expect(own)).isTrue();
    pool.add(List.of(own));
    assertThat(pool.hashes()).isEmpty();

    pool.forget(own);
    pool.add(List.of(own));
    assertThat(pool.hashes()).containsExactly(own.hash());
  }

  @Test
  void deadOnesAreDroppedAndOthersStay() {
    final SignedTransaction dead = transaction(1, 0, 5);
    final SignedTransaction alive = transaction(1, 1, 5);
    pool.add(List.of(dead, alive));

    pool.remove(Set.of(dead.hash(), Bytes32.ZERO));

    assertThat(pool.hashes()).containsExactly(alive.hash());
    assertThat(besus.dropped()).containsExactly("dead in the pool DB");
    pool.remove(Set.of());
    assertThat(besus.dropped()).hasSize(1);
  }

  /** Besu would keep the old one unless the new one pays a tenth more. */
  @Test
  void aReplacementMakesWayForItself() {
    final SignedTransaction old = transaction(1, 3, 100);
    final SignedTransaction other = transaction(1, 4, 100);
    final SignedTransaction replacement = transaction(1, 3, 101);
    pool.add(List.of(old, other));

    pool.makeWay(replacement);

    assertThat(pool.hashes()).containsExactly(other.hash());
    assertThat(besus.dropped()).containsExactly("replaced in the pool DB");
    pool.add(List.of(replacement));
    pool.makeWay(replacement);
    assertThat(pool.hashes()).as("not for another one").contains(replacement.hash());
  }

  /** The caller's thread waits for a moment, not for ever. */
  @Test
  void anOldOneThatBesuKeepsIsNotWaitedForLong() {
    pool.add(List.of(transaction(1, 3, 100)));
    besus.keepAll();
    final long start = System.nanoTime();

    pool.makeWay(transaction(1, 3, 101));

    assertThat(System.nanoTime() - start).isBetween(400_000_000L, 10_000_000_000L);
  }

  @Test
  void aPoolThatIsOffTakesNothing() {
    besus.enable(false);

    assertThat(pool.isEnabled()).isFalse();
    assertThat(pool.refusal(transaction(1, 0, 5), false).orElseThrow())
        .startsWith("this node is not in sync and takes no transactions yet");
  }

  @Test
  void aRelayLooksAtTheAccountItself() {
    besus.enable(true);

    assertThat(pool.refusal(transaction(1, 0, 5), false))
        .as("with a pool DB the admission decides")
        .isEmpty();
    assertThat(pool.refusal(transaction(1, 0, 5), true))
        .hasValue("insufficient funds for gas * price + value");
    assertThat(pool.refusal(transaction(1, 200, 5), true)).hasValue("nonce too high");
    assertThat(pool.refusal(transaction(1, 199, 5), true))
        .hasValue("insufficient funds for gas * price + value");
  }
}
