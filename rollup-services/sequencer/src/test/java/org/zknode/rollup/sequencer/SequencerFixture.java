/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FlakyStore;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;
import org.zknode.rollup.testkit.TestTransactions;

/** A main node's stores, and sequencers started on them one after the other. */
public final class SequencerFixture implements AutoCloseable {
  public static final PrivateKey ALICE = TestTransactions.key(1);
  public static final PrivateKey BOB = TestTransactions.key(2);
  public static final ChainConfig CHAIN =
      new ChainConfig(
          1001, 8, Address.fromHex("0x00000000000000000000000000000000000000c0"), 30_000_000L);
  static final int MAX_BATCH_TRANSACTIONS = 5;
  static final int FORCED_CONFIRMATIONS = 3;
  static final Duration FORCED_DEADLINE = Duration.ofSeconds(4);
  static final long L1_FORCED_TIMEOUT_SECONDS = 1_000;

  public final MutableClock clock = MutableClock.create();
  public final FlakyStore store;
  final CountingMetrics metrics = new CountingMetrics();
  final MemoryPool pool;
  final List<L2Block> heard = new ArrayList<>();
  final List<Slice> slices = new ArrayList<>();
  final List<Long> closedWhenTold = new ArrayList<>();
  public FakeEngine engine = newEngine();

  /** What L1's time allows. */
  OptionalLong latestTimestamp = OptionalLong.empty();

  private SequencerConfig config = config(120_000, MAX_BATCH_TRANSACTIONS, Duration.ofSeconds(12));
  boolean mayGrow = true;
  private PriceFloor floor = PriceFloor.flat(BigInteger.ZERO);
  private Sequencer sequencer;

  public SequencerFixture() {
    this(new MemoryPool());
  }

  /** A main node whose engine and state DB are new, its pool is not. */
  SequencerFixture(final MemoryPool pool) {
    this.pool = pool;
    store = new FlakyStore(TestStore.borrow());
    restart();
  }

  public static FakeEngine newEngine() {
    return FakeEngine.funded(ALICE.address(), BOB.address());
  }

  /** The usual configuration with a batch at which the node halts. */
  static SequencerConfig haltingAt(final long batch) {
    final SequencerConfig usual = config(120_000, MAX_BATCH_TRANSACTIONS, Duration.ofSeconds(12));
    return new SequencerConfig(
        usual.blockTime(),
        usual.emptyBlockInterval(),
        usual.batchTimeout(),
        usual.maxBatchBytes(),
        usual.maxBatchTransactions(),
        usual.sequencerKeyFile(),
        usual.sequenceInterval(),
        usual.maxBatchesPerSequence(),
        usual.verifierThreshold(),
        usual.acceptedVerifiers(),
        usual.verifierRequestTimeout(),
        usual.verifierRetryDelay(),
        usual.forcedBatches(),
        usual.maxFeeAllowance(),
        batch,
        usual.resources());
  }

  static SequencerConfig config(
      final int maxBatchBytes, final int maxBatchTransactions, final Duration batchTimeout) {
    return config(maxBatchBytes, maxBatchTransactions, batchTimeout, 0, List.of());
  }

  public static SequencerConfig config(
      final int maxBatchBytes,
      final int maxBatchTransactions,
      final Duration batchTimeout,
      final int threshold,
      final List<Address> verifiers) {
    return new SequencerConfig(
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        batchTimeout,
        maxBatchBytes,
        maxBatchTransactions,
        Path.of("unused"),
        Duration.ofSeconds(5),
        3,
        threshold,
        verifiers,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        new SequencerConfig.ForcedBatchPolicy(FORCED_CONFIRMATIONS, FORCED_DEADLINE),
        BigInteger.ZERO,
        0,
        ResourceLimits.DEFAULT);
  }

  /** What pool transactions have to pay from now on. */
  void floor(final PriceFloor now) {
    floor = now;
  }

  /** Blocks are built in slices from now on. */
  void preconfirm(final Duration interval) {
    configure(config.preconfirming(interval));
  }

  void configure(final SequencerConfig other) {
    config = other;
    restart();
  }

  /** A new process on the same stores. */
  void restart() {
    sequencer =
        new Sequencer(
            new SequencerContext(
                engine,
                store,
                pool,
                CHAIN,
                config,
                clock,
                metrics,
                () -> 1_000_000 * clock.millis(),
                () -> floor,
                List.of(slices::add)),
            () -> true,
            () -> mayGrow,
            () -> L1_FORCED_TIMEOUT_SECONDS,
            () -> latestTimestamp,
            List.of(listener()));
  }

  /** Looks into the state DB when it is told, as one does that is woken. */
  private BlockListener listener() {
    return new BlockListener() {
      @Override
      public void onBlock(final L2Block block) {
        heard.add(block);
      }

      @Override
      public void onBatchClosed() {
        closedWhenTold.add(lastClosed().map(Batch::number).orElse(0L));
      }
    };
  }

  /** One step of the sequencer at the present time. */
  boolean step() {
    return sequencer.step();
  }

  /** As the pool's notification does. */
  void poolChanged() {
    sequencer.poolChanged();
  }

  /** A second passes, then one step. */
  public boolean tick() {
    clock.advance(Duration.ofSeconds(1));
    return sequencer.step();
  }

  /** Builds blocks until a batch is closed. */
  public Batch closeBatch() {
    final long before = lastClosed().map(Batch::number).orElse(0L);
    for (int i = 0; i < 200; i++) {
      tick();
      final Optional<Batch> closed = lastClosed().filter(batch -> batch.number() > before);
      if (closed.isPresent()) {
        return closed.get();
      }
    }
    throw new AssertionError("no batch was closed in 200 seconds");
  }

  public SignedTransaction send(final PrivateKey from, final long nonce) {
    final SignedTransaction transaction =
        TestTransactions.transfer(
            nonce % 2 == 0 ? TransactionType.LEGACY : TransactionType.DYNAMIC_FEE,
            from,
            nonce,
            BOB.address());
    pool.add(transaction);
    return transaction;
  }

  /** A leaf of the L1 info tree with a root of its own, and enough L1 blocks on top. */
  public void addLeaf(final long index) {
    addUnconfirmedLeaf(index);
    l1At(index + FORCED_CONFIRMATIONS);
  }

  /** A leaf in the newest L1 block. */
  void addUnconfirmedLeaf(final long index) {
    store.update(
        tx -> {
          tx.l1Blocks().insert(new L1BlockRef(index, hash(index), hash(index - 1), 1_700_000_000L));
          tx.l1InfoLeaves()
              .insert(
                  new L1InfoLeaf(
                      index,
                      index,
                      Bytes32.ZERO,
                      Bytes32.ZERO,
                      hash(100 + index),
                      hash(index - 1),
                      1_700_000_000L,
                      hash(200 + index)));
        });
  }

  /** L1 reaches that block. */
  public void l1At(final long number) {
    store.update(
        tx ->
            tx.l1Blocks()
                .insert(
                    new L1BlockRef(number, hash(number), hash(number - 1), clock.millis() / 1000)));
  }

  /** L1 has that forced batch, in a block whose number is 100 × its own, as of now. */
  public ForcedBatch force(final long number, final Bytes data) {
    final ForcedBatch forced =
        new ForcedBatch(
            new ForcedInput(number, hash(300 + number), clock.millis() / 1000, hash(99)),
            100 * number,
            hash(400 + number),
            ALICE.address(),
            data);
    l1At(100 * number);
    store.update(tx -> tx.forcedBatches().insert(forced));
    return forced;
  }

  /** The same with enough L1 blocks on top. */
  public ForcedBatch forceConfirmed(final long number, final Bytes data) {
    final ForcedBatch forced = force(number, data);
    l1At(100 * number + FORCED_CONFIRMATIONS);
    return forced;
  }

  /** Data of a forced batch with one transfer. */
  public static Bytes forcedTransfer(final PrivateKey from, final long nonce) {
    return BatchCodec.encodeForced(
        List.of(
            TestTransactions.transfer(TransactionType.LEGACY, from, nonce, BOB.address()).raw()));
  }

  private static Bytes32 hash(final long n) {
    return Keccak256.hash(Bytes.ofUnsignedLong(n));
  }

  Optional<Batch> lastClosed() {
    return store.read(tx -> tx.batches().lastClosed());
  }

  Optional<Batch> lastBatch() {
    return store.read(tx -> tx.batches().last());
  }

  BlockInfo row(final long number) {
    return store.read(tx -> tx.blocks().find(number)).orElseThrow();
  }

  List<Bytes> transactionsInChain() {
    final List<Bytes> all = new ArrayList<>();
    for (long number = 1; number <= engine.head().number(); number++) {
      all.addAll(engine.block(number).orElseThrow().transactions());
    }
    return all;
  }

  /** The state DB is one of before the first block. */
  void forgetBlocks() {
    store.update(
        tx -> {
          tx.batches().deleteAbove(0);
          tx.blocks().deleteAbove(0);
        });
  }

  /** Rows, batches and the engine's chain tell one story. */
  void assertConsistent() {
    final long head = engine.head().number();
    assertThat(store.read(tx -> tx.blocks().last()).map(BlockInfo::number).orElse(0L))
        .isEqualTo(head);
    final StateStore reader = store;
    long expected = 1;
    final long batches = lastBatch().map(Batch::number).orElse(0L);
    for (long number = 1; number <= batches; number++) {
      final long batchNumber = number;
      final Batch batch = reader.read(tx -> tx.batches().find(batchNumber)).orElseThrow();
      assertThat(batch.firstBlock()).isEqualTo(expected);
      for (final BlockInfo row : reader.read(tx -> tx.blocks().ofBatch(batchNumber))) {
        final L2Block block = engine.block(row.number()).orElseThrow();
        assertThat(row.number()).isEqualTo(expected++);
        assertThat(row.hash()).isEqualTo(block.hash());
        assertThat(row.timestamp()).isEqualTo(block.timestamp());
        assertThat(row.transactionCount()).isEqualTo(block.transactions().size());
      }
      assertThat(batch.lastBlock()).isEqualTo(expected - 1);
      assertThat(batch.stateRoot())
          .isEqualTo(engine.block(batch.lastBlock()).orElseThrow().stateRoot());
    }
    assertThat(expected - 1).isEqualTo(head);
  }

  @Override
  public void close() {
    store.close();
  }
}
