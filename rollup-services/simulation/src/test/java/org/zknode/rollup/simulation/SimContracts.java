/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.SnarkInput;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.ForceBatch;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceForceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1Event.UpdateL1InfoTree;
import org.zknode.rollup.l1.L1Event.VerifyBatches;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.ForcedBatchAbi;
import org.zknode.rollup.state.L1BlockRef;

/**
 * The state of consensus contract, rollup manager, exit root manager and verifier after an L1
 * block, with their rules (docs/spec/l1-contracts.md and hashes.md). A copy is made where it
 * changes, so a reorg undoes everything.
 */
final class SimContracts {
  /** Seconds that a sequence may be ahead of L1's clock. */
  private static final long TIMESTAMP_RANGE = 36;

  private static final int MAX_BATCH_BYTES = 120_000;

  /** What the bridge has before: as much as L2's accounts have from genesis on. */
  static final BigInteger LOCKED_BEFORE = BigInteger.TEN.pow(24);

  private static final Bytes PROOF_TAG =
      Bytes.wrap("zknode-dev-proof-v1".getBytes(StandardCharsets.US_ASCII));

  private final Map<Address, Long> nonces = new HashMap<>();
  private final TreeMap<Long, Bytes32> accInputHashes = new TreeMap<>();
  private final TreeMap<Long, Bytes32> stateRoots = new TreeMap<>();
  private final TreeMap<Long, Bytes32> exitRoots = new TreeMap<>();
  private final TreeMap<Long, ForceBatch> forced = new TreeMap<>();
  private L1InfoTree infoTree = L1InfoTree.empty();
  private Bytes32 infoRoot = L1InfoTree.empty().root();
  private Bytes32 exitRoot = Bytes32.ZERO;
  private Bytes32 accInputHash = AccInputHash.GENESIS;
  private final long forceBatchTimeout;
  private final SimExits exits;
  private final List<Log> logs = new ArrayList<>();
  private BigInteger locked = LOCKED_BEFORE;
  private long deposits;
  private long released;
  private long coveredWithdrawals;
  private Bytes32 localRoot = Bytes32.ZERO;
  private long sequenced;
  private long verified;
  private long forcedSequenced;

  /**
   * @param forceBatchTimeout seconds
   */
  SimContracts(final Bytes32 genesisStateRoot, final long forceBatchTimeout, final SimExits exits) {
    this.forceBatchTimeout = forceBatchTimeout;
    this.exits = exits;
    stateRoots.put(0L, genesisStateRoot);
  }

  SimContracts copy() {
    final SimContracts copy = new SimContracts(stateRoots.get(0L), forceBatchTimeout, exits);
    copy.nonces.putAll(nonces);
    copy.accInputHashes.putAll(accInputHashes);
    copy.stateRoots.putAll(stateRoots);
    copy.exitRoots.putAll(exitRoots);
    copy.forced.putAll(forced);
    copy.infoTree = infoTree;
    copy.infoRoot = infoRoot;
    copy.exitRoot = exitRoot;
    copy.accInputHash = accInputHash;
    copy.sequenced = sequenced;
    copy.verified = verified;
    copy.forcedSequenced = forcedSequenced;
    copy.locked = locked;
    copy.deposits = deposits;
    copy.released = released;
    copy.coveredWithdrawals = coveredWithdrawals;
    copy.localRoot = localRoot;
    return copy;
  }

  /** What the contracts have told by events of the bridge and of verifications, once. */
  List<Log> takeLogs() {
    final List<Log> taken = List.copyOf(logs);
    logs.clear();
    return taken;
  }

  /** What the bridge has, in wei. */
  BigInteger locked() {
    return locked;
  }

  long deposits() {
    return deposits;
  }

  /** Withdrawals that were claimed. */
  long released() {
    return released;
  }

  /** Withdrawals that can be claimed, or were. */
  long coveredWithdrawals() {
    return coveredWithdrawals;
  }

  /** Of the bridge. */
  Bytes32 mainnetRoot() {
    return exits.mainnetRoot(deposits);
  }

  long nonce(final Address account) {
    return nonces.getOrDefault(account, 0L);
  }

  long sequenced() {
    return sequenced;
  }

  long verified() {
    return verified;
  }

  Bytes32 infoRoot() {
    return infoRoot;
  }

  /** Local exit roots of the rollup by the batch that they were verified with. */
  Map<Long, Bytes32> exitRoots() {
    return Map.copyOf(exitRoots);
  }

  long lastForced() {
    return forced.isEmpty() ? 0 : forced.lastKey();
  }

  /** Zero when it was sequenced, or never forced. */
  Bytes32 forcedHash(final long number) {
    final ForceBatch batch = forced.get(number);
    return batch == null || number <= forcedSequenced
        ? Bytes32.ZERO
        : ForcedBatchAbi.queuedHash(
            batch.transactions(),
            new ForcedInput(
                number,
                batch.lastGlobalExitRoot(),
                batch.block().timestamp(),
                batch.block().parentHash()));
  }

  Bytes32 accInputHash(final long batch) {
    return accInputHashes.getOrDefault(batch, Bytes32.ZERO);
  }

  Bytes32 stateRoot(final long batch) {
    return stateRoots.getOrDefault(batch, Bytes32.ZERO);
  }

  /** Batch numbers and state roots of all verifications. */
  TreeMap<Long, Bytes32> stateRoots() {
    return stateRoots;
  }

  /** The sender's nonce is used whatever happens. */
  void useNonce(final Address account) {
    nonces.merge(account, 1L, Long::sum);
  }

  /**
   * Executes a call; one that reverts changes nothing.
   *
   * @return its events
   */
  List<L1Event> call(final SimTransaction call, final L1BlockRef block) throws L1RevertException {
    return switch (call.kind()) {
      case SEQUENCE -> List.of(sequence(call, block));
      case VERIFY -> verify(call, block);
      case FORCE -> List.of(force(call, block));
      case SEQUENCE_FORCED -> List.of(sequenceForced(call, block));
      case DEPOSIT -> List.of(deposit(call, block));
      case RELEASE -> release(call);
      case NOTHING -> List.of();
    };
  }

  private L1Event sequence(final SimTransaction call, final L1BlockRef block)
      throws L1RevertException {
    require(call.from().equals(Terms.SEQUENCER.address()), "OnlyTrustedSequencer");
    final ElderberryAbi.SequenceCall arguments = ElderberryAbi.decodeSequenceBatches(call.data());
    require(!arguments.batches().isEmpty(), "SequenceZeroBatches");
    require(
        arguments.maxSequenceTimestamp() <= block.timestamp() + TIMESTAMP_RANGE,
        "MaxTimestampSequenceInvalid");
    Bytes32 hash = accInputHash;
    long takenForced = forcedSequenced;
    for (final SequencedBatch batch : arguments.batches()) {
      if (batch.forcedTimestamp() > 0) {
        takenForced++;
        hash = forcedHash(hash, batch, takenForced, arguments.coinbase());
      } else {
        require(batch.transactions().size() <= MAX_BATCH_BYTES, "TransactionsLengthAboveMax");
        hash =
            AccInputHash.next(
                hash,
                batch.transactions(),
                infoRoot,
                arguments.maxSequenceTimestamp(),
                arguments.coinbase());
      }
    }
    require(arguments.initSequencedBatch() == sequenced, "InitSequencedBatchDoesNotMatch");
    accInputHash = hash;
    forcedSequenced = takenForced;
    sequenced += arguments.batches().size();
    accInputHashes.put(sequenced, hash);
    return new SequenceBatches(
        block,
        call.hash(),
        sequenced,
        infoRoot,
        arguments.batches(),
        arguments.maxSequenceTimestamp(),
        arguments.initSequencedBatch(),
        arguments.coinbase());
  }

  private Bytes32 forcedHash(
      final Bytes32 previous, final SequencedBatch batch, final long number, final Address coinbase)
      throws L1RevertException {
    require(forced.containsKey(number), "ForceBatchesOverflow");
    final ForceBatch queued = forced.get(number);
    require(
        queued.transactions().equals(batch.transactions())
            && queued.lastGlobalExitRoot().equals(batch.forcedGlobalExitRoot())
            && queued.block().timestamp() == batch.forcedTimestamp()
            && queued.block().parentHash().equals(batch.forcedBlockHashL1()),
        "ForcedDataDoesNotMatch");
    return AccInputHash.nextForced(
        previous,
        batch.transactions(),
        new ForcedInput(
            number,
            batch.forcedGlobalExitRoot(),
            batch.forcedTimestamp(),
            batch.forcedBlockHashL1()),
        coinbase);
  }

  private List<L1Event> verify(final SimTransaction call, final L1BlockRef block)
      throws L1RevertException {
    require(call.from().equals(Terms.AGGREGATOR.address()), "AddressDoNotHaveRequiredRole");
    final List<Bytes32> words = words(call.data().slice(4));
    final long from = words.get(2).getLong(24);
    final long to = words.get(3).getLong(24);
    require(stateRoots.containsKey(from), "OldStateRootDoesNotExist");
    require(from <= verified, "InitNumBatchAboveLastVerifiedBatch");
    require(to > verified, "FinalNumBatchBelowLastVerifiedBatch");
    require(from == 0 || accInputHashes.containsKey(from), "OldAccInputHashDoesNotExist");
    require(accInputHashes.containsKey(to), "NewAccInputHashDoesNotExist");
    final SnarkInput input =
        new SnarkInput(
            call.from(),
            stateRoots.get(from),
            accInputHash(from),
            from,
            Terms.CHAIN.l2ChainId(),
            Terms.CHAIN.forkId(),
            words.get(5),
            accInputHash(to),
            words.get(4),
            to);
    require(words.get(7).equals(proofOf(input)), "InvalidProof");
    verified = to;
    stateRoots.put(to, words.get(5));
    exitRoots.put(to, words.get(4));
    final boolean changed = !localRoot.equals(words.get(4));
    localRoot = words.get(4);
    logs.add(SimExits.verified(to, words.get(5), localRoot));
    final L1Event verification =
        new VerifyBatches(block, call.hash(), to, words.get(5), call.from());
    return changed ? List.of(updateExitRoot(call, block), verification) : List.of(verification);
  }

  /** The first word of the only proof that the verifier takes. */
  static Bytes32 proofOf(final SnarkInput input) {
    return Keccak256.hash(PROOF_TAG, UInt256.valueOf(input.publicSignal()).toBytes());
  }

  private static List<Bytes32> words(final Bytes data) {
    final List<Bytes32> words = new ArrayList<>();
    for (int at = 0; at + Bytes32.SIZE <= data.size(); at += Bytes32.SIZE) {
      words.add(Bytes32.wrap(data.slice(at, Bytes32.SIZE)));
    }
    return words;
  }

  private L1Event force(final SimTransaction call, final L1BlockRef block) {
    final long number = forced.isEmpty() ? 1 : forced.lastKey() + 1;
    final ForceBatch event =
        new ForceBatch(block, call.hash(), number, exitRoot, call.from(), call.data());
    forced.put(number, event);
    return event;
  }

  /** Whether somebody may sequence what the sequencer left lying. */
  boolean hasOverdue(final long timestamp) {
    final ForceBatch next = forced.get(forcedSequenced + 1);
    return next != null && next.block().timestamp() + forceBatchTimeout <= timestamp;
  }

  private L1Event sequenceForced(final SimTransaction call, final L1BlockRef block)
      throws L1RevertException {
    require(hasOverdue(block.timestamp()), "ForceBatchTimeoutNotExpired");
    final ForceBatch next = forced.get(++forcedSequenced);
    accInputHash =
        AccInputHash.nextForced(
            accInputHash,
            next.transactions(),
            new ForcedInput(
                next.number(),
                next.lastGlobalExitRoot(),
                next.block().timestamp(),
                next.block().parentHash()),
            call.from());
    accInputHashes.put(++sequenced, accInputHash);
    return new SequenceForceBatches(block, call.hash(), sequenced, List.of(call.from()));
  }

  private L1Event deposit(final SimTransaction call, final L1BlockRef block) {
    logs.add(SimExits.deposited(SimExits.L1_BRIDGE, SimExits.deposit(deposits), deposits));
    locked = locked.add(SimExits.deposit(deposits).amount());
    deposits++;
    return updateExitRoot(call, block);
  }

  /** Each new exit root of either side is a leaf of the L1 info tree at once. */
  private L1Event updateExitRoot(final SimTransaction call, final L1BlockRef block) {
    coveredWithdrawals = exits.withdrawals(localRoot).orElse(coveredWithdrawals);
    final Bytes32 rollups = SimExits.rollupRoot(localRoot);
    exitRoot = L1InfoTree.globalExitRoot(mainnetRoot(), rollups);
    infoTree = infoTree.append(L1InfoTree.leaf(exitRoot, block.parentHash(), block.timestamp()));
    infoRoot = infoTree.root();
    exits.cover(infoRoot, deposits);
    return new UpdateL1InfoTree(block, call.hash(), mainnetRoot(), rollups);
  }

  private List<L1Event> release(final SimTransaction call) throws L1RevertException {
    final long count = call.data().toLong();
    require(count >= released, "AlreadyClaimed");
    require(count == released && count < coveredWithdrawals, "InvalidSmtProof");
    final BigInteger wei = SimExits.withdrawal(count).amount();
    require(locked.compareTo(wei) >= 0, "EtherTransferFailed");
    locked = locked.subtract(wei);
    released++;
    logs.add(
        SimExits.claimed(SimExits.L1_BRIDGE, SimExits.withdrawal(count), SimExits.ROLLUP, count));
    return List.of();
  }

  private static void require(final boolean holds, final String error) throws L1RevertException {
    if (!holds) {
      throw new L1RevertException(error);
    }
  }
}
