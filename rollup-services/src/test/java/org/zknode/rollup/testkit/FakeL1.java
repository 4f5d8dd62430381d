/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.ElderberryAbi;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.InitialSequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceForceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1Event.Sequencing;
import org.zknode.rollup.l1.L1Event.UpdateL1InfoTree;
import org.zknode.rollup.l1.L1Event.VerifyBatches;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/**
 * An L1 chain in memory with our contracts on it, driven by the test: it mines when told to, can be
 * reorganised to any depth and made to fail. What the contracts answer is computed from the events
 * of the canonical chain, so a reorg undoes it too. Sent transactions are mined at once and do
 * nothing. Thread-safe.
 */
public final class FakeL1 implements L1Client, RollupTerms {
  /** Timestamp of block 0, seconds: 2026-01-01T00:00:00Z. */
  public static final long GENESIS_TIMESTAMP = 1_767_225_600L;

  /** Seconds between blocks. */
  public static final long BLOCK_SECONDS = 12;

  /** As freshly deployed contracts have it: five days. */
  public static final long FORCE_TIMEOUT_SECONDS = 432_000;

  /** Who forces batches. */
  public static final Address FORCER =
      Address.fromHex("0x000000000000000000000000000000000000f0ce");

  private Address trustedSequencer = Address.ZERO;
  private final Set<Address> deniedAggregators = new HashSet<>();

  private record Mined(L1BlockRef ref, List<L1Event> events) {}

  private final List<Mined> chain = new ArrayList<>();
  private final Map<Bytes32, Receipt> receipts = new HashMap<>();
  private final Map<Address, Long> nonces = new HashMap<>();
  private final Map<Long, Bytes32> forgedAccInputHashes = new HashMap<>();
  private Optional<String> failure = Optional.empty();
  private Runnable beforeEvents = () -> {};
  private long fork;
  private long lag;
  private long lastFinalized;

  public FakeL1() {
    chain.add(new Mined(new L1BlockRef(0, hash(0, 0), Bytes32.ZERO, GENESIS_TIMESTAMP), List.of()));
  }

  // --- what the test does to the chain

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
    final long number = all(ForceBatch.class).size() + 1L;
    mineWith(
        (ref, transaction) ->
            List.of(
                new ForceBatch(
                    ref, transaction, number, Bytes32.repeat((byte) 7), FORCER, transactions)));
    return all(ForceBatch.class).getLast();
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

  /** The contract claims another accumulated input hash. */
  public synchronized void forgeAccInputHash(final long batch, final Bytes32 hash) {
    forgedAccInputHashes.put(batch, hash);
  }

  public synchronized void finalizeUpTo(final long number) {
    lastFinalized = number;
  }

  public synchronized long lastBatchSequenced() {
    return all(Sequencing.class).stream().mapToLong(Sequencing::lastBatch).max().orElse(0);
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
    chain.add(new Mined(ref, events.apply(ref, Keccak256.hash(ref.hash(), Bytes.of(1)))));
    return ref;
  }

  private static Bytes32 hash(final long number, final long fork) {
    return Keccak256.hash(Bytes.ofUnsignedLong(number), Bytes.ofUnsignedLong(fork));
  }

  private <T extends L1Event> List<T> all(final Class<T> type) {
    return chain.stream()
        .flatMap(block -> block.events().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private void check() {
    failure.ifPresent(
        text -> {
          throw new TemporaryException(text);
        });
  }

  // --- the port

  @Override
  public long chainId() {
    return 31_337;
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
    return chain.stream()
        .filter(block -> block.ref().number() >= fromBlock && block.ref().number() <= toBlock)
        .flatMap(block -> block.events().stream())
        .toList();
  }

  @Override
  public synchronized RollupData rollupData() {
    check();
    return new RollupData(
        Address.ZERO,
        1001,
        Address.ZERO,
        8,
        lastBatchSequenced(),
        all(VerifyBatches.class).stream().mapToLong(VerifyBatches::numBatch).max().orElse(0));
  }

  @Override
  public synchronized Bytes32 sequencedAccInputHash(final long batchNumber) {
    check();
    if (forgedAccInputHashes.containsKey(batchNumber)) {
      return forgedAccInputHashes.get(batchNumber);
    }
    final Iterator<ForceBatch> queue = all(ForceBatch.class).iterator();
    Bytes32 hash = AccInputHash.GENESIS;
    long last = 0;
    for (final Sequencing event : all(Sequencing.class)) {
      switch (event) {
        case SequenceBatches sequence -> {
          for (final SequencedBatch batch : sequence.batches()) {
            hash =
                batch.forcedTimestamp() > 0
                    ? forcedHash(hash, queue.next(), sequence.coinbase())
                    : AccInputHash.next(
                        hash,
                        batch.transactions(),
                        sequence.l1InfoRoot(),
                        sequence.maxSequenceTimestamp(),
                        sequence.coinbase());
          }
        }
        case SequenceForceBatches forced -> {
          for (long number = last; number < forced.lastBatch(); number++) {
            hash = forcedHash(hash, queue.next(), forced.callers().getLast());
          }
        }
        case InitialSequenceBatches initial ->
            hash =
                AccInputHash.nextForced(
                    hash,
                    initial.transactions(),
                    initial.lastGlobalExitRoot(),
                    initial.block().timestamp(),
                    initial.sequencer(),
                    initial.block().parentHash());
      }
      last = event.lastBatch();
      if (last == batchNumber) {
        return hash;
      }
    }
    return Bytes32.ZERO;
  }

  /** There is no reward. */
  @Override
  public synchronized BigInteger rewardPerBatch() {
    check();
    return BigInteger.ZERO;
  }

  private static Bytes32 forcedHash(
      final Bytes32 previous, final ForceBatch forced, final Address coinbase) {
    return AccInputHash.nextForced(
        previous,
        forced.transactions(),
        forced.lastGlobalExitRoot(),
        forced.block().timestamp(),
        coinbase,
        forced.block().parentHash());
  }

  @Override
  public synchronized Address trustedSequencer() {
    check();
    return trustedSequencer;
  }

  @Override
  public synchronized boolean isTrustedAggregator(final Address account) {
    check();
    return !deniedAggregators.contains(account);
  }

  /** The consensus contract's admin names another account. */
  public synchronized void setTrustedSequencer(final Address account) {
    trustedSequencer = account;
  }

  /** The rollup manager's admin takes the role away. */
  public synchronized void revokeAggregator(final Address account) {
    deniedAggregators.add(account);
  }

  @Override
  public long forceBatchTimeout() {
    return FORCE_TIMEOUT_SECONDS;
  }

  @Override
  public Optional<Address> feeToken() {
    return Optional.empty();
  }

  @Override
  public BigInteger batchFee() {
    return BigInteger.ZERO;
  }

  @Override
  public BigInteger feeAllowance(final Address feeToken, final Address owner) {
    return BigInteger.ZERO;
  }

  @Override
  public synchronized Bytes32 verifiedStateRoot(final long batchNumber) {
    check();
    return all(VerifyBatches.class).stream()
        .filter(event -> event.numBatch() == batchNumber)
        .map(VerifyBatches::stateRoot)
        .findFirst()
        .orElse(Bytes32.ZERO);
  }

  @Override
  public synchronized Bytes32 l1InfoRoot() {
    check();
    return L1InfoTree.of(
            all(UpdateL1InfoTree.class).stream()
                .map(
                    event ->
                        L1InfoTree.leaf(
                            L1InfoTree.globalExitRoot(
                                event.mainnetExitRoot(), event.rollupExitRoot()),
                            event.block().parentHash(),
                            event.block().timestamp()))
                .toList())
        .root();
  }

  @Override
  public boolean hasCode(final Address address) {
    return true;
  }

  @Override
  public BigInteger balance(final Address address) {
    return BigInteger.TEN.pow(20);
  }

  @Override
  public synchronized long minedNonce(final Address account) {
    check();
    return nonces.getOrDefault(account, 0L);
  }

  @Override
  public long pendingNonce(final Address account) {
    return minedNonce(account);
  }

  @Override
  public Fees fees() {
    return new Fees(BigInteger.TWO.pow(31), BigInteger.TWO.pow(30));
  }

  @Override
  public BigInteger gasPrice() {
    return BigInteger.TWO.pow(30);
  }

  @Override
  public long estimateGas(final Address from, final Address to, final Bytes data) {
    return 1_000_000;
  }

  @Override
  public synchronized Bytes32 sendRaw(final Bytes rawTransaction) {
    check();
    final SignedTransaction transaction = SignedTransaction.decode(rawTransaction);
    if (!receipts.containsKey(transaction.hash())) {
      nonces.merge(transaction.sender(), 1L, Long::sum);
      mine(1);
      final L1BlockRef block = chain.getLast().ref();
      receipts.put(
          transaction.hash(), new Receipt(transaction.hash(), block.number(), block.hash(), true));
    }
    return transaction.hash();
  }

  @Override
  public synchronized Optional<Receipt> receipt(final Bytes32 transactionHash) {
    check();
    return Optional.ofNullable(receipts.get(transactionHash));
  }

  @Override
  public void close() {}
}
