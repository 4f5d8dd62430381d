/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Version;
import org.zknode.rollup.state.WriterLease;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** Whether rows may have changed, told without a round trip. */
class PgVersionTest {
  private final TestDatabase database = TestDatabases.fresh();
  private final PgStateStore store = open();
  private final PgStateStore other = open();

  private PgStateStore open() {
    return PgStateStore.open(database.config(), getClass().getClassLoader());
  }

  @AfterEach
  void close() {
    store.close();
    other.close();
  }

  private static Batch batch() {
    return new Batch(1, 1, 1, Bytes.of(1), Bytes32.ZERO, false, false, Optional.empty());
  }

  private Version version() {
    return store.version().orElseThrow();
  }

  private void assertRaises(
      final long rows, final long blocks, final Consumer<StateStore.Tx> work) {
    final Version before = version();
    store.update(work);
    assertThat(version()).isEqualTo(new Version(before.rows() + rows, before.blocks() + blocks));
  }

  @Test
  void isRaisedByWhatOthersWaitForAndByNothingElse() {
    assertThat(store.takePart("this", true).renew()).isTrue();
    assertRaises(0, 0, tx -> tx.blockIntents().put(new BlockIntent(1, Bytes32.ZERO, 5, 1, 0)));
    assertRaises(1, 0, tx -> tx.batches().insert(batch()));
    assertRaises(0, 0, tx -> tx.batchResources().add(1, Resources.ZERO));
    assertRaises(0, 0, tx -> tx.batchWitnesses().deleteUpTo(1));
    assertRaises(
        0,
        1,
        tx -> {
          tx.blocks().insert(new BlockInfo(2, Bytes32.ZERO, 1, 5, 0, 0));
          tx.batches().append(1, 2, Bytes.of(2), Bytes32.ZERO);
        });
    assertRaises(1, 0, tx -> tx.batches().close(1, ClosingReason.MAX_TRANSACTIONS));
    assertRaises(1, 0, tx -> tx.batches().markChecked(1));
    final BatchSignature signature =
        new BatchSignature(1, Address.ZERO, Bytes.repeat((byte) 1, 65));
    assertRaises(1, 0, tx -> tx.batchSignatures().insertIfAbsent(signature));
    assertRaises(0, 0, tx -> tx.batchSignatures().insertIfAbsent(signature));
    assertRaises(
        0, 0, tx -> tx.l1Blocks().insert(new L1BlockRef(7, Bytes32.ZERO, Bytes32.ZERO, 1)));
    assertRaises(1, 0, tx -> tx.l1Blocks().deleteAbove(0));
    assertRaises(0, 0, tx -> tx.l1Blocks().deleteAbove(0));
    assertRaises(0, 0, tx -> tx.proofs().deleteUpTo(9));
    assertRaises(
        1,
        0,
        tx -> tx.proofs().tryLease(new Proof(1, 1, Optional.empty(), 1, Optional.of(9L), "p"), 0));
    assertRaises(1, 0, tx -> tx.proofs().releaseAll());
    assertRaises(1, 0, tx -> tx.batches().deleteAbove(0));
  }

  @Test
  void isRaisedAlsoWhenItIsNotKnownWhetherTheCommitTookEffect() {
    store.takePart("this", true).renew();
    final Version before = version();
    assertThatThrownBy(
            () ->
                store.update(
                    tx -> {
                      tx.batches().insert(batch());
                      throw new IllegalStateException("lost");
                    }))
        .hasMessage("lost");
    assertThat(version()).isNotEqualTo(before);
  }

  @Test
  void isKnownOnlyToTheOneThatWritesAndIsAnotherOneAfterSomebodyElseDid() {
    assertThat(store.version()).as("without a lease").isEmpty();
    final WriterLease own = store.takePart("this", true);
    final WriterLease others = other.takePart("other", true);
    assertThat(store.version()).as("not taken yet").isEmpty();
    own.renew();
    final Version before = version();
    assertThat(others.renew()).isFalse();
    assertThat(other.version()).isEmpty();

    lapse();
    assertThat(others.renew()).isTrue();
    other.update(tx -> tx.batches().insert(batch()));
    assertThat(own.renew()).isFalse();
    assertThat(store.version()).isEmpty();
    lapse();
    assertThat(own.renew()).isTrue();
    assertThat(version().rows()).isNotEqualTo(before.rows());
    assertThat(version().blocks()).isNotEqualTo(before.blocks());
  }

  private void lapse() {
    database.execute("UPDATE state.writer_heartbeat SET alive_until = '-infinity'");
  }
}
