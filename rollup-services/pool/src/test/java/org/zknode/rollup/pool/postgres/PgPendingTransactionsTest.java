/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestTransactions;

/** What one node took is what another one with the same pool DB shows. */
class PgPendingTransactionsTest {
  private static final PrivateKey KEY = TestTransactions.key(1);

  private final TestDatabase database = TestDatabases.fresh();
  private final PgTransactionPool taker = open();
  private final PgTransactionPool other = open();
  private final PendingTransactions pending = other.pending(TestTransactions.CHAIN_ID);

  private PgTransactionPool open() {
    return PgTransactionPool.open(
        database.config(), getClass().getClassLoader(), MutableClock.create(), 100);
  }

  @AfterEach
  void close() {
    taker.close();
    other.close();
  }

  private static SignedTransaction tx(final TransactionType type, final long nonce) {
    return TestTransactions.transfer(type, KEY, nonce, TestTransactions.key(2).address());
  }

  @Test
  void anotherNodeKnowsWhatThisOneTook() throws Exception {
    final SignedTransaction transaction = tx(TransactionType.DYNAMIC_FEE, 7);
    assertThat(pending.find(transaction.hash())).isEmpty();
    taker.add(transaction);
    final Map<String, Object> json = pending.find(transaction.hash()).orElseThrow();
    assertThat(json)
        .containsEntry("hash", transaction.hash().toHexString())
        .containsEntry("from", KEY.address().toString())
        .containsEntry("to", TestTransactions.key(2).address().toString())
        .containsEntry("blockNumber", null)
        .containsEntry("nonce", "0x7")
        .containsEntry("type", "0x2")
        .containsEntry("value", "0x1")
        .containsEntry("gas", "0x5208")
        .containsEntry("maxFeePerGas", "0x77359400")
        .containsEntry("chainId", "0x3e9");
    other.markSelected(List.of(transaction.hash()), 5);
    assertThat(pending.find(transaction.hash())).as("its block may be on its way").isPresent();
    final SignedTransaction dead = tx(TransactionType.LEGACY, 8);
    taker.add(dead);
    taker.markInvalid(dead.hash(), "too many keccak hashes");
    assertThat(pending.find(dead.hash())).as("dead is gone").isEmpty();
  }

  /** Without gaps, and what is dead leaves its nonce to others. */
  @Test
  void theNextNonceCountsWhatAllNodesTook() throws Exception {
    final Address sender = KEY.address();
    assertThat(pending.nextNonce(sender, 3)).isEqualTo(3);
    for (final long nonce : new long[] {3, 4, 5, 7}) {
      taker.add(tx(TransactionType.LEGACY, nonce));
    }
    assertThat(pending.nextNonce(sender, 3)).isEqualTo(6);
    assertThat(pending.nextNonce(sender, 5)).isEqualTo(6);
    assertThat(pending.nextNonce(sender, 6)).isEqualTo(6);
    assertThat(pending.nextNonce(sender, 7)).isEqualTo(8);
    assertThat(pending.nextNonce(TestTransactions.key(9).address(), 0)).isZero();
    taker.markFailed(tx(TransactionType.LEGACY, 4).hash(), "nonce too low");
    assertThat(pending.nextNonce(sender, 3)).isEqualTo(4);
  }
}
