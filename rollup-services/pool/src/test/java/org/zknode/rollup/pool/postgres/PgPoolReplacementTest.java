/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.TestTransactions;

/** Which transaction of a sender's nonce is the one that counts. */
class PgPoolReplacementTest extends PgPoolFixture {
  private static SignedTransaction fees(final long maxFee, final long tip) {
    return TestTransactions.transfer(
        ALICE, 0, BOB.address(), BigInteger.valueOf(maxFee), BigInteger.valueOf(tip));
  }

  /** As wallets compute it: a tenth more on both fees per gas, rounded down. */
  @Test
  void aReplacementHasBothFeesATenthHigher() throws Exception {
    final SignedTransaction first = fees(1005, 105);
    pool.add(first);
    for (final SignedTransaction tooCheap :
        List.of(fees(900, 90), fees(1104, 200), fees(3000, 114), fees(1005, 200))) {
      assertRefused(tooCheap, "replacement transaction underpriced");
      assertThat(pool.find(tooCheap.hash())).as("what is refused is not there").isEmpty();
    }
    final SignedTransaction second = fees(1105, 115);
    pool.add(second);
    assertThat(status(first)).isEqualTo("failed");
    assertThat(pool.fate(first.hash()).orElseThrow().reason())
        .contains("replaced by " + second.hash().toHexString());
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(second.hash());
  }

  /** What a wallet sends to cancel: 21,000 gas for a tenth more, whatever the first one's limit. */
  @Test
  void theGasLimitDoesNotCountForAReplacement() throws Exception {
    final SignedTransaction dear = withGas(500_000, 2_000_000_000L);
    pool.add(dear);
    final SignedTransaction cancel = withGas(21_000, 3_000_000_000L);
    pool.add(cancel);
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(cancel.hash());
    assertRefused(withGas(30_000_000, 2_900_000_000L), "replacement transaction underpriced");
    assertThat(pool.candidates()).extracting(Candidate::hash).containsExactly(cancel.hash());
  }

  private static SignedTransaction withGas(final long gasLimit, final long gasPrice) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.LEGACY,
            TestTransactions.CHAIN_ID,
            1,
            BigInteger.valueOf(gasPrice),
            BigInteger.valueOf(gasPrice),
            gasLimit,
            Optional.of(BOB.address()),
            BigInteger.ONE,
            Bytes.EMPTY),
        ALICE);
  }

  @Test
  void aNonceInABlockIsNotReplaced() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    pool.add(first);
    pool.markSelected(List.of(first.hash()), 1);
    assertRefused(tx(ALICE, 0, 99), "nonce too low");
    assertRefused(tx(ALICE, 0, 9), "nonce too low");
    assertThat(pool.highestNonce(ALICE.address())).contains(0L);
  }

  @Test
  void aTransactionInABlockWinsOverItsReplacement() throws Exception {
    final SignedTransaction old = tx(ALICE, 0, 10);
    final SignedTransaction replacement = tx(ALICE, 0, 20);
    pool.add(old);
    pool.add(replacement);
    pool.markSelected(List.of(old.hash(), Bytes32.ZERO), 1);
    assertThat(status(old)).isEqualTo("selected");
    assertThat(status(replacement)).isEqualTo("failed");
    pool.markSelected(List.of(), 2);
  }

  @Test
  void whatFailedOrIsInvalidFreesItsNonce() throws Exception {
    final SignedTransaction first = tx(ALICE, 0, 10);
    pool.add(first);
    pool.markInvalid(first.hash(), "does not fit");
    assertThat(status(first)).isEqualTo("invalid");
    final SignedTransaction cheaper = tx(ALICE, 0, 5);
    pool.add(cheaper);
    assertThat(status(cheaper)).isEqualTo("pending");
    pool.add(first);
    assertThat(status(first)).isEqualTo("pending");
    assertThat(status(cheaper)).as("replaced by the dearer one that came back").isEqualTo("failed");
  }
}
