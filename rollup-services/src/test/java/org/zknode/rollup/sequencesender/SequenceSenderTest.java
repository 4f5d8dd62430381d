/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.config.L1Config;
import org.zknode.rollup.l1.ElderberryAbi;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerFixture;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;
import org.zknode.rollup.testkit.TestTransactions;

class SequenceSenderTest {
  private static final PrivateKey KEY = TestTransactions.key(5);
  private static final Address ROLLUP =
      Address.fromHex("0x00000000000000000000000000000000000000a2");
  private static final Address COINBASE = SequencerFixture.CHAIN.coinbase();
  private static final List<Address> VERIFIERS =
      List.of(TestTransactions.key(101).address(), TestTransactions.key(102).address());

  private final MutableClock clock = MutableClock.create();
  private final StateStore store = TestStore.borrow();
  private final FakeL1 l1 = new FakeL1();
  private final NodeStatus status = new NodeStatusTracker(clock, event -> {});
  private final MonitoredL1TransactionManager manager =
      new MonitoredL1TransactionManager(
          store, l1, List.of(KEY), L1TransactionSettings.defaults(), clock, status, Metrics.none());
  private boolean fellBehind;
  private SequenceSender sender = newSender(0);

  @AfterEach
  void close() {
    store.close();
  }

  private FeeAllowance fees() {
    return new FeeAllowance(l1, store, manager, KEY.address(), ROLLUP, BigInteger.ZERO, status);
  }

  private SequenceSender newSender(final int threshold) {
    return new SequenceSender(
        store,
        l1,
        manager,
        SequencerFixture.CHAIN,
        SequencerFixture.config(120_000, 300, Duration.ofSeconds(60), threshold, VERIFIERS),
        new L1Config(List.of(), 31337, Address.ZERO, ROLLUP, Address.ZERO, 1, 0, BlockTag.LATEST),
        KEY.address(),
        fees(),
        following(),
        status,
        clock,
        Metrics.none());
  }

  private Following following() {
    return new Following() {
      @Override
      public boolean isCaughtUp() {
        return true;
      }

      @Override
      public void fellBehind() {
        fellBehind = true;
      }
    };
  }

  private static Bytes data(final long number, final int size) {
    return Bytes.repeat((byte) number, size);
  }

  private static long timestamp(final long number) {
    return FakeL1.GENESIS_TIMESTAMP + number;
  }

  private void addBatch(final long number, final int size, final boolean checked) {
    final Bytes32 hash = Keccak256.hash(Bytes.ofUnsignedLong(number));
    store.update(
        tx -> {
          tx.blocks().insert(new BlockInfo(number, hash, number, timestamp(number), 0, 1));
          tx.batches()
              .insert(
                  new Batch(
                      number,
                      number,
                      number,
                      data(number, size),
                      hash,
                      true,
                      checked,
                      Optional.of("Max transactions")));
        });
  }

  private List<MonitoredTransaction> submitted() {
    return store.read(tx -> tx.monitoredTransactions().ofOwner(SequenceSender.OWNER, 100));
  }

  private ElderberryAbi.SequenceCall call(final String id) {
    return ElderberryAbi.decodeSequenceBatches(
        manager.find(SequenceSender.OWNER, id).orElseThrow().data());
  }

  /** The transaction manager got that far with it. */
  private void set(final String id, final Status newStatus, final String error) {
    final MonitoredTransaction old = manager.find(SequenceSender.OWNER, id).orElseThrow();
    store.update(
        tx ->
            tx.monitoredTransactions()
                .update(
                    new MonitoredTransaction(
                        old.owner(),
                        old.id(),
                        old.from(),
                        old.to(),
                        old.data(),
                        Optional.of(0L),
                        1,
                        old.maxFeePerGas(),
                        newStatus,
                        old.history(),
                        Optional.of(l1.head(BlockTag.LATEST).number()),
                        Optional.ofNullable(error))));
  }

  private boolean nextInterval() {
    clock.advance(Duration.ofSeconds(5));
    return sender.step();
  }

  private String reason(final String key) {
    return status.snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(key))
        .map(NodeStatus.Reason::text)
        .findFirst()
        .orElse("");
  }

  @Test
  void sendsCheckedBatchesInOrderAndStopsAtTheFirstUncheckedOne() {
    addBatch(1, 50, true);
    addBatch(2, 60, true);
    addBatch(3, 70, false);
    addBatch(4, 80, true);
    assertThat(sender.step()).isTrue();

    final ElderberryAbi.SequenceCall call = call("sequence-1-to-2");
    assertThat(call.batches())
        .containsExactly(
            ElderberryAbi.normalBatch(data(1, 50)), ElderberryAbi.normalBatch(data(2, 60)));
    assertThat(call.maxSequenceTimestamp()).isEqualTo(timestamp(2));
    assertThat(call.initSequencedBatch()).isZero();
    assertThat(call.coinbase()).isEqualTo(COINBASE);
    assertThat(submitted()).singleElement().extracting("to").isEqualTo(ROLLUP);
  }

  @Test
  void oneSequenceAtATimeWhateverStops() {
    addBatch(1, 50, true);
    assertThat(sender.step()).isTrue();
    addBatch(2, 50, true);
    assertThat(nextInterval()).isFalse();
    sender = newSender(0);
    assertThat(nextInterval()).as("after a restart").isFalse();
    set("sequence-1-to-1", Status.SENT, null);
    assertThat(nextInterval()).isFalse();

    l1.sequence(COINBASE, data(1, 50));
    assertThat(nextInterval()).as("mined, not yet confirmed").isFalse();
    set("sequence-1-to-1", Status.CONFIRMED, null);
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-2-to-2").initSequencedBatch()).isEqualTo(1);
    assertThat(submitted()).hasSize(2);
  }

  @Test
  void aFailedSequenceIsBuiltAgainUnlessL1HasIt() {
    addBatch(1, 50, true);
    sender.step();
    set("sequence-1-to-1", Status.FAILED, "reverted: MaxTimestampSequenceInvalid");
    assertThat(nextInterval()).isTrue();
    assertThat(reason(SequenceSender.SEQUENCE_FAILED))
        .contains("sequence-1-to-1 failed", "MaxTimestampSequenceInvalid");
    assertThat(submitted()).singleElement().extracting("status").isEqualTo(Status.CREATED);

    set("sequence-1-to-1", Status.FAILED, "reverted: InitSequencedBatchDoesNotMatch");
    l1.sequence(COINBASE, data(1, 50));
    assertThat(nextInterval()).isFalse();
    assertThat(reason(SequenceSender.SEQUENCE_FAILED)).isEmpty();
    addBatch(2, 50, true);
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-2-to-2").batches()).hasSize(1);
  }

  @Test
  void itWaitsForTheSynchronizerWhenL1HasMoreBatches() {
    addBatch(1, 50, true);
    l1.sequence(COINBASE, data(1, 50), data(2, 50));
    assertThat(sender.step()).isFalse();
    assertThat(fellBehind).isTrue();
    assertThat(submitted()).isEmpty();
  }

  @Test
  void waitsForEnoughDistinctAcceptedSignatures() {
    sender = newSender(2);
    addBatch(1, 50, true);
    addBatch(2, 50, true);
    sign(1, VERIFIERS.get(0));
    sign(1, TestTransactions.key(103).address());
    assertThat(sender.step()).isFalse();
    sign(1, VERIFIERS.get(1));
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-1").batches()).hasSize(1);
  }

  private void sign(final long batch, final Address signer) {
    store.update(
        tx ->
            tx.batchSignatures()
                .insertIfAbsent(new BatchSignature(batch, signer, Bytes.repeat((byte) 1, 65))));
  }

  @Test
  void aSequenceFitsOneTransactionAndTheConfiguredNumber() {
    addBatch(1, 70_000, true);
    addBatch(2, 60_000, true);
    addBatch(3, 60_000, true);
    sender.step();
    assertThat(call("sequence-1-to-2").batches()).hasSize(2);
    assertThat(submitted().getFirst().data().size())
        .isLessThanOrEqualTo(SequenceBuilder.MAX_CALLDATA_BYTES);
    l1.sequence(COINBASE, data(1, 70_000), data(2, 60_000));
    set("sequence-1-to-2", Status.CONFIRMED, null);
    for (int number = 4; number <= 8; number++) {
      addBatch(number, 100, true);
    }
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-3-to-5").batches()).hasSize(3);
  }

  @Test
  void trimsTheBatchesThatL1sClockDoesNotAllowYet() {
    final long late = SequenceBuilder.TIMESTAMP_MARGIN_SECONDS + 1;
    addBatch(1, 50, true);
    store.update(
        tx -> {
          final Bytes32 hash = Bytes32.repeat((byte) 1);
          tx.blocks().insert(new BlockInfo(2, hash, 2, timestamp(late), 0, 0));
          tx.batches()
              .insert(
                  new Batch(
                      2, 2, 2, data(2, 9), hash, true, true, Optional.of("Max transactions")));
        });
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-1").batches()).hasSize(1);
    set("sequence-1-to-1", Status.CONFIRMED, null);
    assertThat(nextInterval()).as("confirmed, but L1 does not tell of it yet").isFalse();
    l1.sequence(COINBASE, data(1, 50));
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-2-to-2").maxSequenceTimestamp()).isEqualTo(timestamp(late));
  }

  @Test
  void reportsThatL2IsAheadOfL1() {
    final long number = SequenceBuilder.TIMESTAMP_MARGIN_SECONDS + 1;
    store.update(
        tx -> {
          final Bytes32 hash = Bytes32.repeat((byte) 1);
          tx.blocks().insert(new BlockInfo(1, hash, 1, timestamp(number), 0, 0));
          tx.batches()
              .insert(
                  new Batch(
                      1, 1, 1, data(1, 9), hash, true, true, Optional.of("Max transactions")));
        });
    assertThat(sender.step()).isFalse();
    assertThat(reason(SequenceSender.AHEAD_OF_L1)).contains("batch 1 waits");
    l1.mine(1);
    assertThat(sender.step()).isTrue();
    assertThat(reason(SequenceSender.AHEAD_OF_L1)).isEmpty();
  }

  @Test
  void aSequenceThatAnL1ReorgTookForGoodGoesOutUnderAnotherId() {
    addBatch(1, 50, true);
    sender.step();
    l1.sequence(COINBASE, data(1, 50));
    set("sequence-1-to-1", Status.CONFIRMED, null);
    l1.reorg(1);
    l1.mine(60);
    assertThat(nextInterval()).as("the transaction manager still watches it").isFalse();
    l1.mine(10);
    assertThat(nextInterval()).isTrue();
    assertThat(call("sequence-1-to-1-again-2").initSequencedBatch()).isZero();
    assertThat(nextInterval()).as("one at a time").isFalse();
  }

  private static ForcedBatch forced(final long timestamp) {
    return new ForcedBatch(
        new ForcedInput(1, Bytes32.repeat((byte) 1), timestamp, Bytes32.repeat((byte) 2)),
        3,
        Bytes32.repeat((byte) 3),
        COINBASE,
        data(2, 60));
  }

  private void addForced(final ForcedBatch forced) {
    store.update(
        tx -> {
          final Bytes32 hash = Bytes32.repeat((byte) 9);
          tx.blocks().insert(new BlockInfo(2, hash, 2, timestamp(2), 0, 1));
          tx.batches()
              .insert(
                  new Batch(
                      2,
                      2,
                      2,
                      forced.batchL2Data(),
                      hash,
                      true,
                      true,
                      Optional.of("Forced batch"),
                      Optional.of(forced.input())));
        });
  }

  private void onL1(final ForcedBatch forced) {
    store.update(
        tx -> {
          tx.l1Blocks().insert(new L1BlockRef(3, Bytes32.ZERO, Bytes32.ZERO, 1));
          tx.forcedBatches().insert(forced);
        });
  }

  @Test
  void aForcedBatchGoesWithWhatL1FixedForIt() {
    addBatch(1, 50, true);
    addForced(forced(7));
    onL1(forced(7));
    addBatch(3, 50, true);
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-3").batches())
        .containsExactly(
            ElderberryAbi.normalBatch(data(1, 50)),
            ElderberryAbi.forcedBatch(data(2, 60), forced(7).input()),
            ElderberryAbi.normalBatch(data(3, 50)));
  }

  @Test
  void aForcedBatchThatL1LostHoldsTheSequenceBeforeIt() {
    addBatch(1, 50, true);
    addForced(forced(7));
    assertThat(sender.step()).isTrue();
    assertThat(call("sequence-1-to-1").batches()).hasSize(1);
    assertThat(reason(SequenceSender.FORCED_BATCH_MISSING))
        .contains("batch 2 waits", "forced batch 1");
    l1.sequence(COINBASE, data(1, 50));
    set("sequence-1-to-1", Status.CONFIRMED, null);
    assertThat(nextInterval()).isFalse();
    onL1(forced(7));
    assertThat(nextInterval()).isTrue();
    assertThat(reason(SequenceSender.FORCED_BATCH_MISSING)).isEmpty();
  }

  @Test
  void aForcedBatchThatL1HasOtherwiseNowIsNotSentAndTheSynchronizerIsTold() {
    addForced(forced(7));
    onL1(forced(8));
    l1.sequence(COINBASE, data(1, 50));
    addBatch(1, 50, true);
    assertThat(sender.step()).isFalse();
    assertThat(submitted()).isEmpty();
    assertThat(fellBehind).isTrue();
  }

  @Test
  void doesNothingUntilTheStateDbIsSynced() {
    addBatch(1, 50, true);
    final SequenceSender waiting =
        new SequenceSender(
            store,
            l1,
            manager,
            SequencerFixture.CHAIN,
            SequencerFixture.config(120_000, 300, Duration.ofSeconds(60), 0, List.of()),
            new L1Config(
                List.of(), 31337, Address.ZERO, ROLLUP, Address.ZERO, 1, 0, BlockTag.LATEST),
            KEY.address(),
            fees(),
            () -> false,
            status,
            clock,
            Metrics.none());
    assertThat(waiting.step()).isFalse();
    assertThat(submitted()).isEmpty();
  }
}
