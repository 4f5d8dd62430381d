/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestTransactions;

/** What the pool has no room for, and what does not fit a batch. */
class AdmissionCapacityTest extends AdmissionFixture {
  private TransactionAdmission admission(final PgTransactionPool pool) {
    return new TransactionAdmission(
        pool,
        engine,
        limits,
        SenderRules.none(),
        () -> PriceFloor.flat(leastPrice),
        ResourceLimits.DEFAULT.perBatch(),
        () -> standstill,
        clock,
        metrics);
  }

  @Test
  void nothingIsTakenWhileNoBlocksAreBuilt() throws Exception {
    standstill = Optional.of("L1 is behind");
    assertRefused(
        TransactionSigner.sign(VALID, ALICE),
        "this node cannot take transactions now, try again later: L1 is behind");
    standstill = Optional.empty();
    admission.submit(TransactionSigner.sign(VALID, ALICE));
  }

  @Test
  void aFullPoolIsNamedBeforeThePrice() throws Exception {
    leastPrice = GWEI.add(BigInteger.ONE);
    try (PgTransactionPool tiny =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 0)) {
      final TransactionAdmission full = admission(tiny);
      assertThatThrownBy(() -> full.submit(TransactionSigner.sign(VALID, ALICE)))
          .hasMessage("txpool is full");
    }
  }

  /** Nonces that nobody ever fills take no room from what can be in the next block. */
  @Test
  void gapsDoNotFillThePool() throws Exception {
    try (PgTransactionPool small =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 4)) {
      final TransactionAdmission crowded = admission(small);
      for (int nonce = 2; nonce < 5; nonce++) {
        crowded.submit(TransactionSigner.sign(withNonce(nonce), ALICE));
      }
      assertThatThrownBy(() -> crowded.submit(TransactionSigner.sign(withNonce(5), ALICE)))
          .hasMessageStartingWith("txpool is full for transactions behind a nonce gap");
      crowded.submit(TransactionSigner.sign(withNonce(0), ALICE));
      small.markSelected(List.of(TransactionSigner.sign(withNonce(0), ALICE).hash()), 1);
    }
    try (PgTransactionPool small =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 4)) {
      // Its lower nonces are in the pool or in a block that this node does not have yet.
      admission(small).submit(TransactionSigner.sign(withNonce(1), ALICE));
    }
  }

  /** At the door, and each time for longer; others and plain transfers go on. */
  @Test
  void whatFitsNoBatchIsRefusedAndItsSenderPutBack() throws Exception {
    final Bytes heavy = Bytes.fromHexString("0xbad0");
    engine.meterBy(
        raw ->
            Resources.of(
                21_000,
                new ExecutionCounters(
                    SignedTransaction.decode(raw).data().equals(heavy) ? 2_146 : 0,
                    0,
                    0,
                    0,
                    0,
                    1)));
    final Unsigned call =
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            TestTransactions.CHAIN_ID,
            0,
            GWEI.shiftLeft(1),
            GWEI,
            29_900_000,
            Optional.of(BOB),
            BigInteger.ONE,
            heavy);
    assertRefused(call, "transaction does not fit a batch: too much keccak hashes");
    assertRefused(
        call,
        "the sender's last transactions did not fit a batch, the next is looked at in 3 seconds");
    clock.advance(Duration.ofSeconds(2));
    assertRefused(call, "transaction does not fit a batch: too much keccak hashes");
    clock.advance(Duration.ofSeconds(3));
    assertRefused(
        call,
        "the sender's last transactions did not fit a batch, the next is looked at in 2 seconds");
    admission.submit(TransactionSigner.sign(VALID, ALICE));
    assertThat(metrics.count("pool_refused_exceeds_batch_total")).isEqualTo(2);
    assertThat(metrics.count("pool_refused_sender_put_back_total")).isEqualTo(2);
  }

  /** Variants of one that waits would be executed for nothing, as often as somebody likes. */
  @Test
  void whoseTransactionIsTriedAndThenRefusedByThePoolIsPutBack() throws Exception {
    engine.meterBy(raw -> Resources.of(21_000, new ExecutionCounters(0, 0, 0, 0, 0, 1)));
    final SignedTransaction pending = TransactionSigner.sign(variant(1), ALICE);
    admission.submit(pending);
    assertThat(engine.simulations()).isEqualTo(1);
    assertRefused(variant(2), "replacement transaction underpriced");
    assertThat(engine.simulations()).isEqualTo(2);
    final String wait =
        "the sender's last transactions did not fit a batch, the next is looked at in %d seconds";
    assertRefused(variant(3), wait.formatted(3));
    assertThat(engine.simulations()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(2));
    assertRefused(variant(4), "replacement transaction underpriced");
    assertRefused(variant(5), wait.formatted(5));
    assertThat(engine.simulations()).isEqualTo(3);
  }

  /** Whoever has seen it can do so: it is no work, and nothing that its sender answers for. */
  @Test
  void whatIsKnownIsNotTriedAgainAndPutsNobodyBack() throws Exception {
    engine.meterBy(raw -> Resources.of(21_000, new ExecutionCounters(0, 0, 0, 0, 0, 1)));
    final SignedTransaction pending = TransactionSigner.sign(variant(1), ALICE);
    admission.submit(pending);
    assertThatThrownBy(() -> admission.submit(pending)).hasMessage("already known");
    assertThat(engine.simulations()).isEqualTo(1);
    final TransactionAdmission other = admission(engine, limits, SenderRules.none());
    assertThatThrownBy(() -> other.submit(pending)).hasMessage("already known");
    assertThat(engine.simulations()).as("another node tries it once").isEqualTo(2);
    assertThatThrownBy(() -> other.submit(TransactionSigner.sign(variant(2), ALICE)))
        .hasMessage("replacement transaction underpriced");
  }

  /** A call with gas enough to be tried. */
  private static Unsigned variant(final int wei) {
    return new Unsigned(
        TransactionType.DYNAMIC_FEE,
        TestTransactions.CHAIN_ID,
        0,
        GWEI.shiftLeft(1),
        GWEI,
        29_900_000,
        Optional.of(BOB),
        BigInteger.valueOf(wei),
        Bytes.EMPTY);
  }

  /** The cheapest way to exceed a batch's limits is hashing with SHA-256. */
  @Test
  void whatHasTooLittleGasToExceedABatchIsNotTried() {
    assertThat(AdmissionTrial.leastGas(ResourceLimits.DEFAULT.perBatch())).isEqualTo(1_597 * 24);
  }
}
