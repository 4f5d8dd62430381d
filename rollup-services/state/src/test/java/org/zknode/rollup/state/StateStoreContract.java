/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.testkit.TestTransactions;

/** What every state store does, on PostgreSQL and in memory alike. */
public abstract class StateStoreContract extends BlockRowsContract {
  private static Address address(final int index) {
    return TestTransactions.key(index).address();
  }

  private static Batch batch(final long number, final boolean closed) {
    return new Batch(
        number,
        number * 10,
        number * 10 + 9,
        Bytes.of(0x0b, (int) number),
        hash(number),
        closed,
        closed,
        closed ? Optional.of("Max delta timestamp") : Optional.empty());
  }

  private static L1BlockRef l1Block(final long number) {
    return new L1BlockRef(number, hash(500 + number), hash(499 + number), 12 * number);
  }

  private static L1InfoLeaf leaf(final long index, final long l1Block) {
    return new L1InfoLeaf(
        index, l1Block, hash(1), hash(2), hash(3), hash(4), 77, hash(900 + index));
  }

  private static VirtualBatch virtual(final long number, final long l1Block) {
    return new VirtualBatch(
        number, Bytes.of(1, 2), hash(7), l1Block, address(1), hash(8), 99, hash(9), 1, 9);
  }

  private static VerifiedBatch verified(final long number, final long l1Block) {
    return new VerifiedBatch(number, hash(number), hash(6), l1Block, address(2));
  }

  @Test
  void witnessesOfBatches() {
    final ExecutionWitness one =
        new ExecutionWitness(List.of(Bytes.of(1)), List.of(), List.of(Bytes.of(2, 3)));
    final ExecutionWitness other = new ExecutionWitness(List.of(), List.of(), List.of());
    store()
        .update(
            tx -> {
              for (long number = 1; number <= 3; number++) {
                tx.batches().insert(batch(number, true));
                tx.batchWitnesses().put(number, one);
              }
              tx.batchWitnesses().put(3, other);
            });
    assertThatThrownBy(() -> store().update(tx -> tx.batchWitnesses().put(4, one)))
        .as("there is no such batch")
        .hasMessageContaining("23503");
    assertThat(witness(1)).contains(one);
    assertThat(witness(3)).contains(other);

    store().update(tx -> tx.batchWitnesses().deleteUpTo(1));
    assertThat(witness(1)).isEmpty();
    assertThat(witness(2)).contains(one);
    store().update(tx -> tx.batches().deleteAbove(2));
    assertThat(witness(2)).contains(one);
    assertThat(witness(3)).isEmpty();
  }

  private Optional<ExecutionWitness> witness(final long batch) {
    return store().read(tx -> tx.batchWitnesses().find(batch));
  }

  @Test
  void batches() {
    store()
        .update(
            tx -> {
              for (long number = 1; number <= 4; number++) {
                tx.batches().insert(batch(number, number < 4));
              }
            });
    store().update(tx -> tx.batches().update(batch(1, false)));
    store()
        .read(
            tx -> {
              assertThat(tx.batches().find(1)).contains(batch(1, false));
              assertThat(tx.batches().find(9)).isEmpty();
              assertThat(tx.batches().last()).contains(batch(4, false));
              assertThat(tx.batches().lastClosed()).contains(batch(3, true));
              assertThat(tx.batches().closedFrom(1, 5))
                  .containsExactly(batch(2, true), batch(3, true));
              assertThat(tx.batches().closedFrom(1, 1)).containsExactly(batch(2, true));
              assertThat(tx.batches().above(2))
                  .isEqualTo(
                      new StateStore.Batches.Extent(
                          tx.batches().last().orElseThrow().number() - 2,
                          java.util.stream.LongStream.rangeClosed(
                                  3, tx.batches().last().orElseThrow().number())
                              .map(n -> tx.batches().find(n).orElseThrow().batchL2Data().size())
                              .sum()));
              assertThat(tx.batches().above(1_000)).isEqualTo(new StateStore.Batches.Extent(0, 0));
              return null;
            });
    assertThatThrownBy(() -> store().update(tx -> tx.batches().update(batch(7, true))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("state DB has no batch 7 to update");
    assertThatThrownBy(() -> store().update(tx -> tx.batches().insert(batch(2, true))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SQLSTATE 23505");
  }

  @Test
  void anOpenBatchGrowsBlockByBlock() {
    store().update(tx -> tx.batches().insert(batch(1, false)));
    store().update(tx -> tx.batches().append(1, 20, Bytes.of(5, 6), hash(20)));
    store().update(tx -> tx.batches().append(1, 21, Bytes.EMPTY, hash(21)));
    final Batch grown =
        batch(1, false).with(20, Bytes.of(5, 6), hash(21)).with(21, Bytes.EMPTY, hash(21));
    assertThat(store().<Optional<Batch>>read(tx -> tx.batches().find(1))).contains(grown);
    assertThat(store().<Optional<Batch>>read(tx -> tx.batches().last())).contains(grown);
    assertThat(store().<Long>read(tx -> tx.batches().above(0).bytes())).isEqualTo(4);
    assertNext(1, 21);
    assertNext(1, 23);
    assertNext(2, 22);
    store().update(tx -> tx.batches().close(1, ClosingReason.MAX_TRANSACTIONS));
    assertNext(1, 22);
    final Batch closed = grown.closedBy(ClosingReason.MAX_TRANSACTIONS);
    assertThat(store().<Optional<Batch>>read(tx -> tx.batches().find(1))).contains(closed);
    assertThat(store().<Optional<Batch>>read(tx -> tx.batches().lastClosed())).contains(closed);
    store().update(tx -> tx.batches().markChecked(1));
    assertThat(store().<List<Batch>>read(tx -> tx.batches().closedFrom(1, 9)))
        .containsExactly(closed.afterCheck());
  }

  private void assertNext(final long number, final long block) {
    assertThatThrownBy(
            () -> store().update(tx -> tx.batches().append(number, block, Bytes.of(1), hash(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "state DB has no open batch %d whose next block is %d".formatted(number, block));
  }

  @Test
  void aBatchTakesNoStepThatItsStageDoesNotAllow() {
    store().update(tx -> tx.batches().insert(batch(1, false)));
    assertRefused("batch 1 is OPEN and cannot become CHECKED", tx -> tx.batches().markChecked(1));
    store().update(tx -> tx.batches().close(1, ClosingReason.FORCED_BATCH));
    assertRefused(
        "batch 1 is CLOSED and cannot become CLOSED",
        tx -> tx.batches().close(1, ClosingReason.FORCED_BATCH));
    store().update(tx -> tx.batches().markChecked(1));
    assertRefused(
        "batch 1 is CHECKED and cannot become CLOSED",
        tx -> tx.batches().close(1, ClosingReason.FORCED_BATCH));
    assertRefused(
        "batch 1 is CHECKED and cannot become CHECKED", tx -> tx.batches().markChecked(1));
    assertRefused("state DB has no batch 2 to update", tx -> tx.batches().markChecked(2));
  }

  private void assertRefused(final String why, final Consumer<StateStore.Tx> change) {
    assertThatThrownBy(() -> store().update(change))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(why);
  }

  @Test
  void deletingBatchesTakesTheirBlocksSignaturesAndProofs() {
    store()
        .update(
            tx -> {
              for (long number = 1; number <= 2; number++) {
                tx.batches().insert(batch(number, true));
                tx.blocks().insert(block(number, number));
                tx.blockIntents().put(new BlockIntent(number, hash(1), 5, number, 0));
                tx.blockSlices().insert(new BlockSlice(number, 0, List.of()));
                tx.batchSignatures()
                    .insertIfAbsent(
                        new BatchSignature(number, address(1), Bytes.repeat((byte) 1, 65)));
                tx.proofs().tryLease(lease(number, number, 1, 100), 0);
              }
              tx.batches().deleteAbove(1);
            });
    store()
        .read(
            tx -> {
              assertThat(tx.batches().last()).contains(batch(1, true));
              assertThat(tx.blocks().last()).contains(block(1, 1));
              assertThat(tx.blockIntents().find(1)).isPresent();
              assertThat(tx.blockIntents().find(2)).isEmpty();
              assertThat(tx.blockSlices().count(1)).isEqualTo(1);
              assertThat(tx.blockSlices().count(2)).isZero();
              assertThat(tx.batchSignatures().ofBatch(1)).hasSize(1);
              assertThat(tx.batchSignatures().ofBatch(2)).isEmpty();
              assertThat(tx.proofs().all()).containsExactly(lease(1, 1, 1, 100));
              return null;
            });
  }

  @Test
  void everythingReadFromAReorgedL1BlockGoesWithIt() {
    store()
        .update(
            tx -> {
              for (long number = 10; number <= 30; number += 10) {
                tx.l1Blocks().insert(l1Block(number));
                tx.l1Blocks().insert(l1Block(number));
                tx.l1InfoLeaves().insert(leaf(number / 10, number));
                tx.virtualBatches().insert(virtual(number / 10, number));
                tx.verifiedBatches().insert(verified(number / 10, number));
              }
            });
    store()
        .read(
            tx -> {
              assertThat(tx.l1Blocks().last()).contains(l1Block(30));
              assertThat(tx.l1Blocks().atOrBelow(29)).contains(l1Block(20));
              assertThat(tx.l1Blocks().atOrBelow(9)).isEmpty();
              assertThat(tx.l1InfoLeaves().find(2)).contains(leaf(2, 20));
              assertThat(tx.l1InfoLeaves().last()).contains(leaf(3, 30));
              assertThat(tx.l1InfoLeaves().lastAtOrBelowL1Block(29)).contains(leaf(2, 20));
              assertThat(tx.l1InfoLeaves().byRoot(hash(903))).contains(leaf(3, 30));
              assertThat(tx.l1InfoLeaves().byGlobalExitRoot(leaf(2, 20).globalExitRoot()))
                  .map(L1InfoLeaf::globalExitRoot)
                  .contains(leaf(2, 20).globalExitRoot());
              assertThat(tx.l1InfoLeaves().byGlobalExitRoot(hash(77_777))).isEmpty();
              assertThat(tx.l1InfoLeaves().from(2, 1)).containsExactly(leaf(2, 20));
              assertThat(tx.l1InfoLeaves().from(1, 2)).containsExactly(leaf(1, 10), leaf(2, 20));
              assertThat(tx.l1InfoLeaves().upTo(2)).containsExactly(leaf(1, 10), leaf(2, 20));
              assertThat(tx.virtualBatches().find(3)).contains(virtual(3, 30));
              assertThat(tx.virtualBatches().from(2, 9))
                  .containsExactly(virtual(2, 20), virtual(3, 30));
              assertThat(tx.verifiedBatches().covering(2)).contains(verified(2, 20));
              assertThat(tx.verifiedBatches().covering(4)).isEmpty();
              return null;
            });
    store().update(tx -> tx.l1Blocks().deleteAbove(19));
    store()
        .read(
            tx -> {
              assertThat(tx.l1Blocks().last()).contains(l1Block(10));
              assertThat(tx.l1InfoLeaves().last()).contains(leaf(1, 10));
              assertThat(tx.virtualBatches().last()).contains(virtual(1, 10));
              assertThat(tx.verifiedBatches().last()).contains(verified(1, 10));
              return null;
            });
  }

  @Test
  void anotherL1BlockOfTheSameNumberIsRefused() {
    store().update(tx -> tx.l1Blocks().insert(l1Block(10)));
    assertThatThrownBy(
            () ->
                store()
                    .update(tx -> tx.l1Blocks().insert(new L1BlockRef(10, hash(1), hash(2), 120))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SQLSTATE 23505");
  }

  private static MonitoredTransaction transaction(final String id, final Status status) {
    return new MonitoredTransaction(
        "aggregator",
        id,
        Optional.of("a"),
        address(1),
        address(2),
        Bytes.of(9),
        Optional.of(4L),
        21_000,
        new Price(BigInteger.TWO.pow(200), BigInteger.TWO.pow(199)),
        Optional.of(new Price(BigInteger.TWO.pow(198), BigInteger.TWO)),
        status,
        List.of(hash(1), hash(2)),
        Optional.of(1),
        Optional.of(6L),
        Optional.of("why"));
  }

  @Test
  void monitoredTransactions() {
    final MonitoredTransaction created =
        new MonitoredTransaction(
            "aggregator",
            "a",
            Optional.empty(),
            address(1),
            address(2),
            Bytes.EMPTY,
            Optional.empty(),
            0,
            Price.NONE,
            Optional.empty(),
            Status.CREATED,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    store()
        .update(
            tx -> {
              tx.monitoredTransactions().insertIfAbsent(created);
              tx.monitoredTransactions().insertIfAbsent(transaction("a", Status.FAILED));
              tx.monitoredTransactions().insertIfAbsent(transaction("b", Status.CONFIRMED));
              tx.monitoredTransactions().insertIfAbsent(transaction("c", Status.SENT));
            });
    store()
        .update(
            tx -> {
              assertThat(tx.monitoredTransactions().find("aggregator", "a")).contains(created);
              assertThat(tx.monitoredTransactions().find("other", "a")).isEmpty();
              assertThat(tx.monitoredTransactions().unfinished())
                  .containsExactly(created, transaction("c", Status.SENT));
              tx.monitoredTransactions().update(transaction("a", Status.SENT));
              assertThat(tx.monitoredTransactions().ofOwner("aggregator", 2))
                  .containsExactly(
                      transaction("c", Status.SENT), transaction("b", Status.CONFIRMED));
              assertThat(tx.monitoredTransactions().find("aggregator", "a"))
                  .contains(transaction("a", Status.SENT));
              // Nonce 4, mined in L1 block 6.
              assertThat(tx.monitoredTransactions().minedFrom(address(1), 4, 6))
                  .containsExactly(transaction("b", Status.CONFIRMED));
              assertThat(tx.monitoredTransactions().minedFrom(address(1), 5, 6)).isEmpty();
              assertThat(tx.monitoredTransactions().minedFrom(address(1), 4, 7)).isEmpty();
              assertThat(tx.monitoredTransactions().minedFrom(address(2), 0, 0)).isEmpty();
            });
    assertThatThrownBy(
            () ->
                store()
                    .update(tx -> tx.monitoredTransactions().update(transaction("z", Status.SENT))))
        .hasMessage("state DB has no monitored transaction aggregator/z to update");
  }

  @Test
  void aTransactionIsAllOrNothing() {
    store().update(tx -> tx.batches().insert(batch(1, false)));
    assertThatThrownBy(
            () ->
                store()
                    .update(
                        tx -> {
                          tx.batches().update(batch(1, true));
                          tx.blocks().insert(block(1, 1));
                          tx.l1Blocks().insert(l1Block(5));
                          tx.events()
                              .insert(new Event(1, "INFO", "sequencer", "BATCH_CLOSED", "one"));
                          throw new IllegalArgumentException("in the middle");
                        }))
        .hasMessage("in the middle");
    store()
        .read(
            tx -> {
              assertThat(tx.batches().last()).contains(batch(1, false));
              assertThat(tx.blocks().last()).isEmpty();
              assertThat(tx.l1Blocks().last()).isEmpty();
              assertThat(tx.events().last(1)).isEmpty();
              return null;
            });
  }

  @Test
  void aReadDoesNotWrite() {
    assertThatThrownBy(
            () ->
                store()
                    .read(
                        tx -> {
                          tx.batches().insert(batch(1, false));
                          return null;
                        }))
        .isInstanceOf(RuntimeException.class);
    assertThat(store().<Optional<Batch>>read(tx -> tx.batches().last())).isEmpty();
  }

  @Test
  void whatHangsOnAnL1BlockNeedsIt() {
    assertThatThrownBy(() -> store().update(tx -> tx.l1InfoLeaves().insert(leaf(1, 10))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SQLSTATE 23503");
  }

  @Test
  void signaturesAndEvents() {
    final BatchSignature first = new BatchSignature(1, address(1), Bytes.repeat((byte) 1, 65));
    store()
        .update(
            tx -> {
              tx.batchSignatures().insertIfAbsent(first);
              tx.batchSignatures()
                  .insertIfAbsent(new BatchSignature(1, address(1), Bytes.repeat((byte) 2, 65)));
              tx.events().insert(new Event(1, "INFO", "sequencer", "BATCH_CLOSED", "one"));
              tx.events().insert(new Event(2, "WARN", "sequencer", "BATCH_CLOSED", "two"));
            });
    store()
        .read(
            tx -> {
              assertThat(tx.batchSignatures().ofBatch(1)).containsExactly(first);
              assertThat(tx.events().last(1))
                  .containsExactly(new Event(2, "WARN", "sequencer", "BATCH_CLOSED", "two"));
              return null;
            });
  }
}
