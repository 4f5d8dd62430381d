/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** How often a batch's bytes are in the state DB: once, whatever L1 and the node do. */
class BatchDataTest {
  private static final long L1_BLOCK = 7;
  private static final int BLOCK_BYTES = 5_000;

  /** Not to be compressed. */
  private static final List<Bytes> PARTS =
      new Random(1).longs(3).mapToObj(seed -> Bytes.random(BLOCK_BYTES, new Random(seed))).toList();

  private static final Bytes WHOLE = Bytes.concatenate(PARTS);
  private static final Bytes OTHER = Bytes.random(BLOCK_BYTES, new Random(2));
  private static final ForcedInput FORCED = new ForcedInput(4, Bytes32.ZERO, 5, Bytes32.ZERO);

  private final TestDatabase database = TestDatabases.fresh();
  private final PgStateStore store =
      PgStateStore.open(database.config(), getClass().getClassLoader());

  @BeforeEach
  void l1Block() {
    store.update(
        tx -> tx.l1Blocks().insert(new L1BlockRef(L1_BLOCK, Bytes32.ZERO, Bytes32.ZERO, 1)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Batch batch(
      final Bytes data, final boolean closed, final Optional<ForcedInput> forced) {
    return new Batch(
        1,
        1,
        1,
        data,
        Bytes32.ZERO,
        closed,
        false,
        closed ? Optional.of(ClosingReason.MAX_TRANSACTIONS.text()) : Optional.empty(),
        forced);
  }

  private static Batch derived(final Bytes data) {
    return batch(data, true, Optional.empty());
  }

  private static VirtualBatch virtual(final Bytes data) {
    return new VirtualBatch(
        1, data, Bytes32.ZERO, L1_BLOCK, Address.ZERO, Bytes32.ZERO, 9, Bytes32.ZERO, 1, 1);
  }

  private static ForcedBatch queued(final Bytes data) {
    return new ForcedBatch(FORCED, L1_BLOCK, Bytes32.ZERO, Address.ZERO, data);
  }

  private void fill() {
    store.update(tx -> tx.batches().insert(batch(PARTS.get(0), false, Optional.empty())));
    store.update(tx -> tx.batches().append(1, 2, PARTS.get(1), Bytes32.ZERO));
    store.update(tx -> tx.batches().append(1, 3, PARTS.get(2), Bytes32.ZERO));
  }

  private void fillAndClose() {
    fill();
    store.update(tx -> tx.batches().close(1, ClosingReason.MAX_TRANSACTIONS));
    store.update(tx -> tx.batches().markChecked(1));
  }

  private void onL1(final Bytes data) {
    store.update(tx -> tx.virtualBatches().insert(virtual(data)));
  }

  private void assertOwn(final Bytes data) {
    assertThat(store.<Bytes>read(tx -> tx.batches().find(1).orElseThrow().batchL2Data()))
        .isEqualTo(data);
  }

  private void assertOnL1(final Bytes data) {
    assertThat(store.<Bytes>read(tx -> tx.virtualBatches().find(1).orElseThrow().batchL2Data()))
        .isEqualTo(data);
    assertThat(store.<Bytes>read(tx -> tx.virtualBatches().last().orElseThrow().batchL2Data()))
        .isEqualTo(data);
  }

  private void assertQueued(final Bytes data) {
    assertThat(store.<Bytes>read(tx -> tx.forcedBatches().find(4).orElseThrow().batchL2Data()))
        .isEqualTo(data);
  }

  private List<String> rows(final String sql) {
    return BatchDataTest.rows(database, sql);
  }

  private static List<String> rows(final TestDatabase from, final String sql) {
    final List<String> rows = new ArrayList<>();
    try (Connection connection = from.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    } catch (final SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  /** How often these bytes are in any column of bytes of any table of the schema. */
  private long found(final Bytes part) {
    long found = 0;
    for (final String column :
        rows(
            """
            SELECT format('%I', c.column_name) || ' FROM state.' || format('%I', c.table_name)
            FROM information_schema.columns c JOIN information_schema.tables t
              USING (table_schema, table_name)
            WHERE c.table_schema = 'state' AND c.data_type = 'bytea'
              AND t.table_type = 'BASE TABLE'""")) {
      found +=
          Long.parseLong(
              rows("SELECT coalesce(sum((position('\\x%s'::bytea IN value) > 0)::int), 0)"
                          .formatted(part.toUnprefixedHexString())
                      + " FROM (SELECT "
                      + column.replaceFirst(" FROM", " AS value FROM")
                      + ") c")
                  .getFirst());
    }
    return found;
  }

  private void assertEachPartIsThereOnce() {
    PARTS.forEach(part -> assertThat(found(part)).isEqualTo(1));
    assertThat(bytes()).isEqualTo(WHOLE.size());
  }

  /** Bytes of batch data in all tables together. */
  private long bytes() {
    return Long.parseLong(
        rows("""
                SELECT (SELECT coalesce(sum(octet_length(l2_data)), 0) FROM state.batch)
                  + (SELECT coalesce(sum(octet_length(data)), 0) FROM state.batch_part)
                  + (SELECT coalesce(sum(octet_length(l2_data)), 0) FROM state.virtual_batch)
                  + (SELECT coalesce(sum(octet_length(l2_data)), 0) FROM state.forced_batch)""")
            .getFirst());
  }

  @Test
  void aBlockWritesWhatItAddsAndNotTheBatchesRow() {
    fill();
    assertOwn(WHOLE);
    assertEachPartIsThereOnce();
    assertThat(rows("SELECT count(DISTINCT xmin::text) FROM state.batch_part").getFirst())
        .as("each part is of the transaction that brought it")
        .isEqualTo("2");
    assertThat(rows("SELECT (ctid = '(0,1)')::text FROM state.batch").getFirst())
        .as("the row is the one that was inserted")
        .isEqualTo("true");
  }

  @Test
  void closingAndCheckingWriteNoDataAgain() {
    fillAndClose();
    assertOwn(WHOLE);
    assertEachPartIsThereOnce();
    assertThat(rows("SELECT last_block FROM state.batch")).containsExactly("3");
  }

  @Test
  void whatL1HasIsNotStoredAgainWhenItIsTheOwnBatch() {
    fillAndClose();
    onL1(WHOLE);
    assertOnL1(WHOLE);
    assertEachPartIsThereOnce();
  }

  @Test
  void whatL1HasIsStoredWhenItIsAnotherBatch() {
    fillAndClose();
    onL1(OTHER);
    assertOnL1(OTHER);
    assertOwn(WHOLE);
    assertThat(found(OTHER)).isEqualTo(1);
  }

  @Test
  void l1sDataIsItsOwnWhileTheOwnBatchIsOpen() {
    fill();
    onL1(WHOLE);
    store.update(tx -> tx.batches().append(1, 4, OTHER, Bytes32.ZERO));
    assertOnL1(WHOLE);
    assertOwn(Bytes.concatenate(WHOLE, OTHER));
  }

  @Test
  void aBatchThatIsDerivedFromL1TakesItsData() {
    onL1(WHOLE);
    store.update(tx -> tx.batches().insert(derived(WHOLE)));
    assertOnL1(WHOLE);
    assertOwn(WHOLE);
    assertEachPartIsThereOnce();
  }

  @Test
  void anOpenBatchThatL1ReplacesLosesItsParts() {
    fill();
    onL1(OTHER);
    store.update(tx -> tx.batches().update(derived(OTHER)));
    assertOnL1(OTHER);
    assertOwn(OTHER);
    assertThat(bytes()).isEqualTo(OTHER.size());
  }

  @Test
  void l1sDataStaysWhenTheOwnBatchIsGivenUp() {
    fillAndClose();
    onL1(WHOLE);
    store.update(tx -> tx.batches().deleteAbove(0));
    assertOnL1(WHOLE);
    assertThat(bytes()).isEqualTo(WHOLE.size());
    store.update(tx -> tx.batches().insert(derived(WHOLE)));
    assertOwn(WHOLE);
    assertThat(bytes()).isEqualTo(WHOLE.size());
  }

  @Test
  void l1sDataStaysWhenTheOwnIsChanged() {
    fillAndClose();
    onL1(WHOLE);
    store.update(tx -> tx.batches().update(derived(OTHER)));
    assertOwn(OTHER);
    assertOnL1(WHOLE);
  }

  @Test
  void theOwnBatchStaysWhenL1LosesItsOwn() {
    fillAndClose();
    onL1(WHOLE);
    store.update(tx -> tx.l1Blocks().deleteAbove(0));
    assertOwn(WHOLE);
    assertEachPartIsThereOnce();
  }

  @Test
  void nobodyDeletesByHandWhatL1sRowsNeed() {
    fillAndClose();
    onL1(WHOLE);
    assertThatThrownBy(() -> database.execute("DELETE FROM state.batch"))
        .hasStackTraceContaining("virtual_batch_own_batch_fkey");
  }

  @Test
  void aForcedBatchIsInTheQueueOnlyUntilItIsBuilt() {
    store.update(tx -> tx.forcedBatches().insert(queued(WHOLE)));
    store.update(tx -> tx.batches().insert(batch(WHOLE, false, Optional.of(FORCED))));
    store.update(tx -> tx.batches().append(1, 2, Bytes.EMPTY, Bytes32.ZERO));
    assertQueued(WHOLE);
    store.update(tx -> tx.batches().close(1, ClosingReason.FORCED_BATCH));
    onL1(WHOLE);
    assertQueued(WHOLE);
    assertOwn(WHOLE);
    assertOnL1(WHOLE);
    assertEachPartIsThereOnce();

    store.update(tx -> tx.l1Blocks().deleteAbove(0));
    assertOwn(WHOLE);
    l1Block();
    store.update(tx -> tx.forcedBatches().insert(queued(WHOLE)));
    assertQueued(WHOLE);
    assertEachPartIsThereOnce();
    store.update(tx -> tx.batches().deleteAbove(0));
    assertQueued(WHOLE);
    assertThat(bytes()).isEqualTo(WHOLE.size());
  }

  /** Who comes second waits for the first, and sees what it did. */
  @Test
  void aBatchThatIsGivenUpWhileL1BringsItKeepsItsData() throws Exception {
    fillAndClose();
    final CompletableFuture<Void> given = new CompletableFuture<>();
    final CompletableFuture<Void> l1 =
        CompletableFuture.runAsync(
            () -> {
              given.join();
              onL1(WHOLE);
            });
    store.update(
        tx -> {
          tx.batches().deleteAbove(0);
          given.complete(null);
          waitForALock();
        });
    l1.get(20, TimeUnit.SECONDS);
    assertOnL1(WHOLE);

    store.update(tx -> tx.l1Blocks().deleteAbove(0));
    l1Block();
    fillAndClose();
    final CompletableFuture<Void> inserted = new CompletableFuture<>();
    final CompletableFuture<Void> giveUp =
        CompletableFuture.runAsync(
            () -> {
              inserted.join();
              store.update(tx -> tx.batches().deleteAbove(0));
            });
    store.update(
        tx -> {
          tx.virtualBatches().insert(virtual(WHOLE));
          inserted.complete(null);
          waitForALock();
        });
    giveUp.get(20, TimeUnit.SECONDS);
    assertOnL1(WHOLE);
    assertThat(store.<Optional<Batch>>read(tx -> tx.batches().find(1))).isEmpty();
  }

  private void waitForALock() {
    final long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
    while (rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'")
            .isEmpty()
        && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
