/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.PoolConfig.AllowList;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

@Tag("slow")
class SenderListsTest {
  private static final Address A = Address.fromHex("0x00000000000000000000000000000000000000aa");
  private static final Address B = Address.fromHex("0x00000000000000000000000000000000000000bb");
  private static final Address C = Address.fromHex("0x00000000000000000000000000000000000000cc");

  private final TestDatabase database = TestDatabases.fresh();
  private final PgTransactionPool pool =
      PgTransactionPool.open(
          database.config(), getClass().getClassLoader(), MutableClock.create(), 10);

  @AfterEach
  void close() {
    pool.close();
  }

  private static String bytea(final Address address) {
    return "'\\x" + address.bytes().toUnprefixedHexString() + "'";
  }

  @Test
  void whatTheOperatorWritesCountsFromTheNextReading() {
    final SenderLists lists = new SenderLists(AllowList.OFF, pool.senderLists());
    assertThat(lists.isBlocked(A)).isFalse();
    database.execute(
        "INSERT INTO pool.blocked (address, reason) VALUES (%s, 'spam')".formatted(bytea(A)));
    assertThat(lists.isBlocked(A)).as("not read yet").isFalse();
    lists.refresh();
    assertThat(lists.isBlocked(A)).isTrue();
    assertThat(lists.isBlocked(B)).isFalse();
    database.execute("DELETE FROM pool.blocked");
    lists.refresh();
    assertThat(lists.isBlocked(A)).isFalse();
  }

  @Test
  void theAllowListCountsAsThePolicySays() {
    database.execute(
        "INSERT INTO pool.allowed (address) VALUES (%s)".formatted(bytea(A)),
        "INSERT INTO pool.allowed (address, may_deploy) VALUES (%s, false)".formatted(bytea(B)));
    final SenderLists off = new SenderLists(AllowList.OFF, pool.senderLists());
    assertThat(off.maySend(C)).isTrue();
    assertThat(off.mayDeploy(C)).isTrue();
    final SenderLists deployments = new SenderLists(AllowList.DEPLOYMENTS, pool.senderLists());
    assertThat(deployments.maySend(C)).isTrue();
    assertThat(deployments.mayDeploy(C)).isFalse();
    assertThat(deployments.mayDeploy(B)).isFalse();
    assertThat(deployments.mayDeploy(A)).isTrue();
    final SenderLists all = new SenderLists(AllowList.TRANSACTIONS, pool.senderLists());
    assertThat(all.maySend(C)).isFalse();
    assertThat(all.maySend(B)).isTrue();
    assertThat(all.mayDeploy(B)).isFalse();
    assertThat(all.mayDeploy(A)).isTrue();
  }

  @Test
  void aDatabaseThatIsGoneKeepsTheLastLists() {
    database.execute("INSERT INTO pool.blocked (address) VALUES (%s)".formatted(bytea(A)));
    final SenderLists lists = new SenderLists(AllowList.OFF, pool.senderLists());
    database.denyConnections();
    assertThatThrownBy(lists::refresh).isInstanceOf(TemporaryException.class);
    assertThat(lists.isBlocked(A)).isTrue();
    assertThatThrownBy(() -> new SenderLists(AllowList.OFF, pool.senderLists()))
        .as("a node does not start without its lists")
        .isInstanceOf(TemporaryException.class);
  }

  @Test
  void moreAddressesThanANodeTakesAreAnErrorWithTheLimit() {
    database.execute(
        "INSERT INTO pool.blocked (address)"
            + " SELECT substring(sha256(i::text::bytea) FROM 1 FOR 20)"
            + " FROM generate_series(1, 100001) AS i");
    assertThatThrownBy(() -> new SenderLists(AllowList.OFF, pool.senderLists()))
        .isInstanceOf(TemporaryException.class)
        .hasMessage(
            "pool DB: pool.blocked and pool.allowed have more than 100000 addresses together");
  }
}
