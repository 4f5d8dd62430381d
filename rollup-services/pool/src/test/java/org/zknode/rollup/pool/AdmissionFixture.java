/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestTransactions;

/** An admission in front of an empty pool, and what tests submit to it. */
abstract class AdmissionFixture {
  static final PrivateKey ALICE = TestTransactions.key(1);
  static final PrivateKey POOR = TestTransactions.key(4);
  static final Address BOB = TestTransactions.key(2).address();
  static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  /** A valid transfer, of which tests change one thing. */
  static final Unsigned VALID =
      new Unsigned(
          TransactionType.DYNAMIC_FEE,
          1001,
          0,
          GWEI,
          GWEI,
          21_000,
          Optional.of(BOB),
          BigInteger.ONE,
          Bytes.EMPTY);

  final FakeEngine engine = FakeEngine.funded(ALICE.address());
  final AdmissionLimits limits = AdmissionLimits.prague(30_000_000, PoolConfig.defaults());
  final CountingMetrics metrics = new CountingMetrics();
  final MutableClock clock = MutableClock.create();
  BigInteger leastPrice = GWEI;
  Optional<String> standstill = Optional.empty();
  TestDatabase database;
  PgTransactionPool pool;
  TransactionAdmission admission;

  @BeforeEach
  void open() {
    database = TestDatabases.fresh();
    pool =
        PgTransactionPool.open(
            database.config(), getClass().getClassLoader(), MutableClock.create(), 100);
    admission = admission(engine, limits, SenderRules.none());
  }

  TransactionAdmission admission(
      final FakeEngine on, final AdmissionLimits limits, final SenderRules senders) {
    return new TransactionAdmission(
        pool,
        on,
        limits,
        senders,
        () -> PriceFloor.flat(leastPrice),
        ResourceLimits.DEFAULT.perBatch(),
        () -> standstill,
        clock,
        metrics);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  static Unsigned withNonce(final long nonce) {
    return new Unsigned(
        VALID.type(), 1001, nonce, GWEI, GWEI, 21_000, VALID.to(), BigInteger.ONE, Bytes.EMPTY);
  }

  static Unsigned withCall(final long gasLimit, final Optional<Address> to, final Bytes data) {
    return new Unsigned(VALID.type(), 1001, 0, GWEI, GWEI, gasLimit, to, BigInteger.ONE, data);
  }

  static Unsigned with(
      final TransactionType type,
      final long chainId,
      final BigInteger maxFee,
      final BigInteger tip,
      final BigInteger value) {
    return new Unsigned(type, chainId, 0, maxFee, tip, 21_000, VALID.to(), value, Bytes.EMPTY);
  }

  void assertRefused(final Unsigned unsigned, final String text) {
    assertRefused(TransactionSigner.sign(unsigned, ALICE), text);
  }

  void assertRefused(final SignedTransaction transaction, final String text) {
    assertThatThrownBy(() -> admission.submit(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessage(text);
    assertThat(pool.find(transaction.hash())).isEmpty();
  }

  void assertRefusedBy(
      final SenderRules rules, final SignedTransaction transaction, final String text) {
    assertThatThrownBy(() -> admission(engine, limits, rules).submit(transaction))
        .isInstanceOf(PoolRejectedException.class)
        .hasMessage(text);
  }

  record Rules(boolean blocked, boolean sends, boolean deploys) implements SenderRules {
    @Override
    public boolean anyInForce() {
      return true;
    }

    @Override
    public boolean isBlocked(final Address sender) {
      return blocked;
    }

    @Override
    public boolean maySend(final Address sender) {
      return sends;
    }

    @Override
    public boolean mayDeploy(final Address sender) {
      return deploys;
    }
  }
}
