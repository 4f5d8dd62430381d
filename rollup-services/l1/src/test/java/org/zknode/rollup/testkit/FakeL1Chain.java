/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.InitialSequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceForceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1Event.UpdateL1InfoTree;
import org.zknode.rollup.l1.L1Event.VerifyBatches;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/** The blocks of {@link FakeL1} and their events: the test mines, reorganises and hides them. */
abstract class FakeL1Chain implements L1Client {
  /** Timestamp of block 0, seconds: 2026-01-01T00:00:00Z. */
  public static final long GENESIS_TIMESTAMP = 1_767_225_600L;

  /** Seconds between blocks. */
  public static final long BLOCK_SECONDS = 12;

  /** Who forces batches. */
  public static final Address FORCER =
      Address.fromHex("0x000000000000000000000000000000000000f0ce");

  private record Mined(L1BlockRef ref, List<L1Event> events, List<L1Log> logs) {}

  /** What contracts answer, from the logs up to the block that is asked for. */
  @FunctionalInterface
  public interface Contracts {
    Optional<Bytes> call(Address contract, Bytes calldata, List<L1Log> logs);
  }

  private final List<Mined> chain = new ArrayList<>();
  private Optional<String> failure = Optional.empty();
  private Runnable beforeEvents = () -> {};
  private Predicate<L1Log> hidden = log -> false;
  private Contracts contracts = (contract, calldata, logs) -> Optional.empty();
  private long fork;
  private long lag;
  private long lastFinalized;

  FakeL1Chain() {
    chain.add(
        new Mined(
            new L1BlockRef(0, hash(0, 0), Bytes32.ZERO, GENESIS_TIMESTAMP), List.of(), List.of()));
  }

  /** Mines empty blocks. */
  public synchronized void mine(final int blocks) {
    for (int i = 0; i < blocks; i++) {
      mineWith((ref, transaction) -> List.of());
    }
  }

  /** Mines a block with a new leaf of the L1 info tree. */
  public synchronized L1BlockRef updateExitRoot(final Bytes32 mainnet, final Bytes32 rollup) {
    return mineWith(
        (ref, transaction) -> List.of(new UpdateL1InfoTree(ref, transaction, mainnet, rollup)));
  }

  /** Mines a sequence of these batches, timestamp limit = that block's, current l1InfoRoot. */
  public synchronized L1BlockRef sequence(final Address coinbase, final Bytes... batches) {
    return sequence(coinbase, GENESIS_TIMESTAMP * 2, l1InfoRoot(), batches);
  }

  public synchronized L1BlockRef sequence(
      final Address coinbase,
      final long maxTimestamp,
      final Bytes32 l1InfoRoot,
      final Bytes... batches) {
    return sequence(
        coinbase,
        maxTimestamp,
        l1InfoRoot,
        Stream.of(batches).map(ElderberryAbi::normalBatch).toList());
  }

  /** The same with batches of any kind. */
  public synchronized L1BlockRef sequence(
      final Address coinbase,
      final long maxTimestamp,
      final Bytes32 l1InfoRoot,
      final List<SequencedBatch> data) {
    final long init = lastBatchSequenced();
    return mineWith(
        (ref, transaction) ->
            List.of(
                new SequenceBatches(
                    ref,
                    transaction,
                    init + data.size(),
                    l1InfoRoot,
                    data,
                    maxTimestamp,
                    init,
                    coinbase)));
  }

  /** Mines the creation of the rollup with its initial batch. */
  public synchronized L1BlockRef createWithInitialBatch(
      final Address sequencer, final Bytes transactions) {
    return mineWith(
        (ref, transaction) ->
            List.of(
                new InitialSequenceBatches(
                    ref, transaction, transactions, Bytes32.ZERO, sequencer)));
  }

  /** Mines the upgrade of the rollup from a former fork, which sequences a batch of its own. */
  public synchronized L1BlockRef upgradeWithBatch(
      final long number, final Address sequencer, final Bytes transactions) {
    return mineWith(
        (ref, transaction) ->
            List.of(
                new InitialSequenceBatches(
                    ref, transaction, number, transactions, Bytes32.ZERO, sequencer)));
  }

  /** Mines a forced batch. */
  public synchronized ForceBatch forceBatch(final Bytes transactions) {
    final long number = contracts().all(ForceBatch.class).size() + 1L;
    mineWith(
        (ref, transaction) ->
            List.of(
                new ForceBatch(
                    ref, transaction, number, Bytes32.repeat((byte) 7), FORCER, transactions)));
    return contracts().all(ForceBatch.class).getLast();
  }

  /** The forced batch as it goes into a sequence. */
  public static SequencedBatch sequenced(final ForceBatch forced) {
    return new SequencedBatch(
        forced.transactions(),
        forced.lastGlobalExitRoot(),
        forced.block().timestamp(),
        forced.block().parentHash());
  }

  /** Somebody else than the sequencer sequences the next forced batches. */
  public synchronized L1BlockRef sequenceForceBatches(final Address caller, final int count) {
    final long last = lastBatchSequenced() + count;
    return mineWith(
        (ref, transaction) ->
            List.of(
                new SequenceForceBatches(ref, transaction, last, List.of(Address.ZERO, caller))));
  }

  /** Mines a verification of all batches up to that one. */
  public synchronized L1BlockRef verify(final long batch, final Bytes32 stateRoot) {
    return mineWith(
        (ref, transaction) ->
            List.of(new VerifyBatches(ref, transaction, batch, stateRoot, Address.ZERO)));
  }

  /** Takes the newest blocks away; what is mined next is another fork. */
  public synchronized void reorg(final int depth) {
    fork++;
    for (int i = 0; i < depth; i++) {
      chain.removeLast();
    }
  }

  /** The L1 node answers as if the newest blocks were not there yet. */
  public synchronized void lagBehind(final long blocks) {
    lag = blocks;
  }

  /** Every read fails with that text until {@link #heal}. */
  public synchronized void failWith(final String text) {
    failure = Optional.of(text);
  }

  public synchronized void heal() {
    failure = Optional.empty();
  }

  /**
   * Runs once in the middle of the next read of a range: after its end block, before its events.
   */
  public synchronized void onceBeforeEvents(final Runnable action) {
    beforeEvents = action;
  }

  public synchronized void finalizeUpTo(final long number) {
    lastFinalized = number;
  }

  public synchronized long lastBatchSequenced() {
    return contracts().lastBatchSequenced();
  }

  private L1BlockRef mineWith(final BiFunction<L1BlockRef, Bytes32, List<L1Event>> events) {
    final L1BlockRef parent = chain.getLast().ref();
    final long number = parent.number() + 1;
    final L1BlockRef ref =
        new L1BlockRef(
            number,
            hash(number, fork),
            parent.hash(),
            GENESIS_TIMESTAMP + number * BLOCK_SECONDS + fork);
    chain.add(
        new Mined(ref, events.apply(ref, Keccak256.hash(ref.hash(), Bytes.of(1))), List.of()));
    return ref;
  }

  /** Mines a block with events of any contracts, perhaps with a new leaf of the L1 info tree. */
  public synchronized L1BlockRef mineLogs(
      final List<ChainReader.Log> logs, final Optional<UpdateL1InfoTree> leaf) {
    final L1BlockRef ref =
        mineWith(
            (block, transaction) ->
                leaf.map(
                        roots ->
                            List.<L1Event>of(
                                new UpdateL1InfoTree(
                                    block,
                                    transaction,
                                    roots.mainnetExitRoot(),
                                    roots.rollupExitRoot())))
                    .orElse(List.of()));
    final List<L1Log> placed = new ArrayList<>();
    for (int i = 0; i < logs.size(); i++) {
      placed.add(
          new L1Log(
              logs.get(i),
              ref.number(),
              ref.hash(),
              Keccak256.hash(ref.hash(), Bytes.of(2), Bytes.ofUnsignedInt(i)),
              i));
    }
    chain.add(new Mined(ref, chain.removeLast().events(), placed));
    return ref;
  }

  /** Contracts other than the rollup's own. */
  public synchronized void answer(final Contracts answers) {
    contracts = answers;
  }

  /** The endpoint leaves these out of its answers. */
  public synchronized void hideLogs(final Predicate<L1Log> left) {
    hidden = left;
  }

  @Override
  public synchronized L1Logs logs(
      final L1LogFilter filter, final long fromBlock, final long toBlock, final long enoughBytes) {
    check();
    final Runnable action = beforeEvents;
    beforeEvents = () -> {};
    action.run();
    final List<L1Log> logs = new ArrayList<>();
    long bytes = 0;
    long block = fromBlock;
    while (block <= toBlock && bytes < enoughBytes) {
      final List<L1Log> more = logsOf(filter, block);
      logs.addAll(more);
      bytes += more.stream().mapToLong(L1Log::bytes).sum();
      block++;
    }
    return new L1Logs(logs, block - 1);
  }

  private List<L1Log> logsOf(final L1LogFilter filter, final long block) {
    return logsBetween(block, block).stream()
        .filter(log -> filter.contracts().contains(log.event().address()))
        .filter(log -> filter.topics().contains(log.event().topics().getFirst()))
        .filter(Predicate.not(hidden))
        .toList();
  }

  private List<L1Log> logsBetween(final long fromBlock, final long toBlock) {
    return chain.stream()
        .filter(block -> block.ref().number() >= fromBlock && block.ref().number() <= toBlock)
        .flatMap(block -> block.logs().stream())
        .toList();
  }

  @Override
  public synchronized Optional<Bytes> call(
      final Address contract, final Bytes calldata, final long block) {
    check();
    return contracts.call(contract, calldata, logsBetween(0, block));
  }

  private static Bytes32 hash(final long number, final long fork) {
    return Keccak256.hash(Bytes.ofUnsignedLong(number), Bytes.ofUnsignedLong(fork));
  }

  /** Of the whole chain, however far the L1 node lags. */
  FakeContracts contracts() {
    return contractsAt(Long.MAX_VALUE);
  }

  /** At the end of that block. */
  FakeContracts contractsAt(final long block) {
    return new FakeContracts(between(0, block));
  }

  private List<L1Event> between(final long fromBlock, final long toBlock) {
    return chain.stream()
        .filter(block -> block.ref().number() >= fromBlock && block.ref().number() <= toBlock)
        .flatMap(block -> block.events().stream())
        .toList();
  }

  /** The newest block, however far the L1 node lags. */
  L1BlockRef newest() {
    return chain.getLast().ref();
  }

  void check() {
    failure.ifPresent(
        text -> {
          throw new TemporaryException(text);
        });
  }

  @Override
  public synchronized L1BlockRef head(final BlockTag tag) {
    check();
    final long newest = chain.size() - 1 - lag;
    return chain
        .get((int) (tag == BlockTag.LATEST ? newest : Math.min(newest, lastFinalized)))
        .ref();
  }

  @Override
  public synchronized Optional<L1BlockRef> block(final long number) {
    check();
    return number >= 0 && number < chain.size() - lag
        ? Optional.of(chain.get((int) number).ref())
        : Optional.empty();
  }

  @Override
  public synchronized List<L1Event> events(final long fromBlock, final long toBlock) {
    check();
    final Runnable action = beforeEvents;
    beforeEvents = () -> {};
    action.run();
    return between(fromBlock, toBlock);
  }
}
