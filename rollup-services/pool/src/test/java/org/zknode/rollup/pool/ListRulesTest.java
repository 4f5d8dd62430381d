/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.pool.PoolConfig.AllowList;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestTransactions;

/** Whom the operator's lists find in a transaction, at the door and in the pool. */
class ListRulesTest {
  private static final PrivateKey SENDER = TestTransactions.key(1);
  private static final PrivateKey AUTHORITY = TestTransactions.key(2);
  private static final Address RECIPIENT = TestTransactions.key(3).address();
  private static final Address TARGET = TestTransactions.key(4).address();

  private final TestDatabase database = TestDatabases.fresh();
  private final PgTransactionPool pool =
      PgTransactionPool.open(
          database.config(), getClass().getClassLoader(), MutableClock.create(), 10);
  private final CountingMetrics metrics = new CountingMetrics();

  @AfterEach
  void close() {
    pool.close();
  }

  private static Unsigned unsigned(
      final TransactionType type, final long nonce, final Optional<Address> to) {
    return new Unsigned(
        type,
        TestTransactions.CHAIN_ID,
        nonce,
        BigInteger.TEN,
        BigInteger.TEN,
        200_000,
        to,
        BigInteger.ZERO,
        Bytes.EMPTY);
  }

  private static SignedTransaction setCode(final long nonce) {
    return TransactionSigner.sign(
        unsigned(TransactionType.SET_CODE, nonce, Optional.of(RECIPIENT)),
        List.of(Authorization.sign(0, TARGET, 0, AUTHORITY)),
        SENDER);
  }

  private static SignedTransaction call(final long nonce, final Optional<Address> to) {
    return TransactionSigner.sign(unsigned(TransactionType.DYNAMIC_FEE, nonce, to), SENDER);
  }

  private SenderLists lists(final AllowList policy) {
    return new SenderLists(policy, pool.senderLists());
  }

  private void block(final Address address) {
    database.execute(
        "DELETE FROM pool.blocked",
        "INSERT INTO pool.blocked (address) VALUES ('\\x%s')"
            .formatted(address.bytes().toUnprefixedHexString()));
  }

  private void allow(final Address address) {
    database.execute(
        "INSERT INTO pool.allowed (address) VALUES ('\\x%s')"
            .formatted(address.bytes().toUnprefixedHexString()));
  }

  private Optional<RefusalReason> refusal(final AllowList policy, final SignedTransaction tx) {
    return new ListRules(lists(policy)).refusal(tx);
  }

  @Test
  void theBlockListLooksAtAllFour() {
    assertThat(refusal(AllowList.OFF, setCode(0))).isEmpty();
    block(SENDER.address());
    assertThat(refusal(AllowList.OFF, setCode(0))).contains(RefusalReason.BLOCKED_SENDER);
    block(RECIPIENT);
    assertThat(refusal(AllowList.OFF, setCode(0))).contains(RefusalReason.BLOCKED_RECIPIENT);
    assertThat(refusal(AllowList.OFF, call(0, Optional.of(RECIPIENT))))
        .contains(RefusalReason.BLOCKED_RECIPIENT);
    block(AUTHORITY.address());
    assertThat(refusal(AllowList.OFF, setCode(0))).contains(RefusalReason.BLOCKED_AUTHORITY);
    block(TARGET);
    assertThat(refusal(AllowList.OFF, setCode(0))).contains(RefusalReason.BLOCKED_DELEGATE);
    assertThat(refusal(AllowList.OFF, call(0, Optional.of(RECIPIENT)))).isEmpty();
  }

  @Test
  void theAllowListLooksAtWhoSendsSignsAndDeploys() {
    assertThat(refusal(AllowList.TRANSACTIONS, setCode(0)))
        .contains(RefusalReason.SENDER_NOT_ALLOWED);
    allow(SENDER.address());
    assertThat(refusal(AllowList.TRANSACTIONS, setCode(0)))
        .contains(RefusalReason.AUTHORITY_NOT_ALLOWED);
    assertThat(refusal(AllowList.DEPLOYMENTS, setCode(0))).isEmpty();
    allow(AUTHORITY.address());
    assertThat(refusal(AllowList.TRANSACTIONS, setCode(0))).isEmpty();
    assertThat(refusal(AllowList.TRANSACTIONS, call(0, Optional.empty()))).isEmpty();
    database.execute("UPDATE pool.allowed SET may_deploy = false");
    assertThat(refusal(AllowList.DEPLOYMENTS, call(0, Optional.empty())))
        .contains(RefusalReason.DEPLOYER_NOT_ALLOWED);
  }

  @Test
  void whatWaitsAlreadyGoesWhenTheListsChange() throws Exception {
    final SenderLists lists = lists(AllowList.OFF);
    final ListEnforcement enforcement = new ListEnforcement(pool, lists, metrics);
    final SignedTransaction delegating = setCode(0);
    final SignedTransaction plain = call(1, Optional.of(RECIPIENT));
    pool.add(delegating);
    pool.add(plain);
    enforcement.step();
    assertThat(pool.pendingCount()).isEqualTo(2);
    block(AUTHORITY.address());
    enforcement.step();
    assertThat(pool.fate(delegating.hash()).orElseThrow().reason())
        .contains("blocked authority of an authorization");
    assertThat(pool.pendingCount()).isEqualTo(1);
    block(RECIPIENT);
    enforcement.step();
    assertThat(pool.fate(plain.hash()).orElseThrow().reason()).contains("blocked recipient");
    assertThat(metrics.count("pool_transactions_listed_total")).isEqualTo(2);
    // Another node has not read the lists yet.
    final SignedTransaction late = call(2, Optional.of(RECIPIENT));
    pool.add(late);
    enforcement.step();
    assertThat(pool.pendingCount()).isZero();
    block(TARGET);
    pool.add(plain);
    enforcement.step();
    assertThat(pool.pendingCount()).as("not blocked any more").isEqualTo(1);
  }
}
