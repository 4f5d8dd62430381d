/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.bytes.MutableBytes;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.state.L1BlockRef;

/** One of a process's L1 endpoints: honest, or one that lies, leaves out, lags or fails. */
final class SimMouth implements L1View {
  /** What is wrong with it, for as long as the simulation lasts. */
  enum Kind {
    HONEST,
    /** Other data, roots and senders in its events than are on L1. */
    FORGES,
    /** Leaves out events. */
    OMITS,
    /** Has neither logs nor state of blocks that are a little old. */
    PRUNED,
    /** Its head is some blocks behind. */
    LAGS,
    /** Answers nothing most of the time. */
    FAILS,
    /** Its newest blocks are of a fork that nobody else has. */
    FORKED,
    /** Its contracts claim batches that nobody sequenced. */
    BOASTS,
    /** Its events and its contracts are those of another L1, see {@link AlternativeL1}. */
    CONSISTENT_LIAR
  }

  /** Blocks that a pruned endpoint keeps. */
  private static final long KEPT = 4;

  private final Kind kind;
  private final String name;
  private final SimL1Client l1;
  private final Random random;
  private final Consumer<SimMouth> lost;
  private final Optional<MouthOfLies> lies;

  /**
   * @param name no two of a process have the same
   * @param lost told when it loses its turn
   */
  SimMouth(
      final Kind kind,
      final String name,
      final SimL1Client l1,
      final Random random,
      final Consumer<SimMouth> lost) {
    this.kind = kind;
    this.name = name;
    this.l1 = l1;
    this.random = random;
    this.lost = lost;
    this.lies =
        kind == Kind.CONSISTENT_LIAR ? Optional.of(new MouthOfLies(l1, random)) : Optional.empty();
  }

  Kind kind() {
    return kind;
  }

  private boolean happens() {
    return random.nextInt(3) > 0;
  }

  private void enter() {
    if (kind == Kind.FAILS && happens()) {
      lost.accept(this);
      throw new L1EndpointException(name(), "HTTP status 403");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void failed(final String why) {
    if (lies.isPresent() && why.startsWith("endpoints differ")) {
      l1.liarIsOutvoted();
    }
    lost.accept(this);
  }

  @Override
  public L1BlockRef head(final BlockTag tag) {
    enter();
    final L1BlockRef head = l1.head(tag);
    return kind == Kind.LAGS
        ? l1.block(Math.max(0, head.number() - 1 - random.nextInt(6))).orElseThrow()
        : head;
  }

  @Override
  public Optional<L1BlockRef> block(final long number) {
    enter();
    final long head = l1.head(BlockTag.LATEST).number();
    if (kind == Kind.LAGS && number > head - 1 - random.nextInt(6)) {
      return Optional.empty();
    }
    return l1.block(number)
        .map(block -> kind == Kind.FORKED && number > head - KEPT ? fork(block) : block);
  }

  private static L1BlockRef fork(final L1BlockRef block) {
    return new L1BlockRef(
        block.number(),
        Keccak256.hash(block.hash()),
        Keccak256.hash(block.parentHash()),
        block.timestamp());
  }

  private boolean isOld(final long block) {
    return block < l1.head(BlockTag.LATEST).number() - KEPT;
  }

  @Override
  public L1Logs logs(
      final L1LogFilter filter, final long fromBlock, final long toBlock, final long enoughBytes) {
    enter();
    final L1Logs honest = l1.logs(filter, fromBlock, toBlock, enoughBytes);
    final List<L1Log> logs = new ArrayList<>(honest.logs());
    switch (kind) {
      case FORGES -> logs.replaceAll(log -> isOfBridge(log) && happens() ? forge(log) : log);
      case OMITS -> logs.removeIf(log -> isOfBridge(log) && happens());
      case PRUNED -> logs.removeIf(log -> isDeposit(log) && isOld(log.blockNumber()));
      default -> {
        // Its logs are as they are.
      }
    }
    return new L1Logs(logs, honest.toBlock());
  }

  private static boolean isDeposit(final L1Log log) {
    return log.event().topics().getFirst().equals(BridgeAbi.DEPOSIT);
  }

  private static boolean isOfBridge(final L1Log log) {
    return isDeposit(log) || log.event().topics().getFirst().equals(BridgeAbi.CLAIM);
  }

  /** Another amount, or another leaf that is claimed. */
  private static L1Log forge(final L1Log log) {
    final Log event = log.event();
    final MutableBytes data = event.data().mutableCopy();
    final int at = (isDeposit(log) ? 6 : 1) * Bytes32.SIZE - 1;
    data.set(at, (byte) ~data.get(at));
    return new L1Log(
        new Log(event.address(), event.topics(), data),
        log.blockNumber(),
        log.blockHash(),
        log.transactionHash(),
        log.logIndex());
  }

  @Override
  public Optional<Bytes> call(final Address contract, final Bytes calldata, final long block) {
    enter();
    if (kind == Kind.PRUNED && isOld(block)) {
      return Optional.empty();
    }
    final Optional<Bytes> answer = l1.call(contract, calldata, block);
    return kind == Kind.BOASTS && calldata.equals(BridgeAbi.DEPOSIT_COUNT) && happens()
        ? answer.map(count -> UInt256.fromBytes(count).add(1).toBytes())
        : answer;
  }

  @Override
  public List<L1Event> events(final long fromBlock, final long toBlock) {
    enter();
    final List<L1Event> events = new ArrayList<>(l1.events(fromBlock, toBlock));
    if (lies.isPresent()) {
      return lies.get().events(fromBlock, toBlock);
    }
    switch (kind) {
      case FORGES -> events.replaceAll(event -> happens() ? forge(event) : event);
      case OMITS -> events.removeIf(event -> happens());
      case PRUNED -> events.removeIf(event -> isOld(event.block().number()));
      default -> {
        // Its events are as they are.
      }
    }
    return events;
  }

  private L1Event forge(final L1Event event) {
    final Bytes32 other = Bytes32.repeat((byte) random.nextInt(100));
    return switch (event) {
      case L1Event.SequenceBatches sequence -> SimL1Client.forged(sequence);
      case L1Event.ForceBatch forced ->
          new L1Event.ForceBatch(
              forced.block(),
              forced.transactionHash(),
              forced.number(),
              forced.lastGlobalExitRoot(),
              forced.sender(),
              random.nextBoolean() ? Bytes.EMPTY : other);
      case L1Event.UpdateL1InfoTree leaf ->
          new L1Event.UpdateL1InfoTree(
              leaf.block(), leaf.transactionHash(), other, leaf.rollupExitRoot());
      case L1Event.VerifyBatches verification ->
          new L1Event.VerifyBatches(
              verification.block(),
              verification.transactionHash(),
              verification.numBatch(),
              other,
              verification.aggregator());
      default -> event;
    };
  }

  @Override
  public Optional<ContractState> stateAt(final long block) {
    enter();
    if (kind == Kind.PRUNED && isOld(block)) {
      return Optional.empty();
    }
    return l1.stateAt(block)
        .map(state -> lies.map(liar -> liar.stateAt(block, state)).orElse(state))
        .map(
            state ->
                kind == Kind.BOASTS && happens()
                    ? new ContractState(
                        state.lastBatchSequenced() + random.nextInt(3),
                        state.lastVerifiedBatch(),
                        state.lastForcedBatch() + 1,
                        state.l1InfoRoot())
                    : state);
  }

  @Override
  public Bytes32 sequencedAccInputHash(final long batchNumber) {
    enter();
    final Bytes32 real = l1.sequencedAccInputHash(batchNumber);
    return lies.map(liar -> liar.now().accInputHash(batchNumber)).orElse(real);
  }

  @Override
  public Bytes32 verifiedStateRoot(final long batchNumber) {
    enter();
    final Bytes32 real = l1.verifiedStateRoot(batchNumber);
    return batchNumber == 0
        ? real
        : lies.map(liar -> liar.now().stateRoot(batchNumber)).orElse(real);
  }

  @Override
  public Bytes32 forcedBatchHash(final long number, final long block) {
    enter();
    final Bytes32 real = l1.forcedBatchHash(number, block);
    return lies.map(liar -> liar.at(block).forcedHash(number)).orElse(real);
  }

  // --- what the client asks of each endpoint, or of the first one

  /**
   * @param pending with what waits in L1's pool
   */
  long transactionCount(final Address account, final boolean pending) {
    enter();
    final long real = pending ? l1.l1().pendingNonce(account) : l1.newest().after().nonce(account);
    return switch (kind) {
      case LAGS -> l1.before(1 + random.nextInt(6)).after().nonce(account);
      case BOASTS -> real + 1 + random.nextInt(3);
      case CONSISTENT_LIAR -> lies.orElseThrow().transactionCount(real);
      default -> real;
    };
  }

  long lastBatchSequenced() {
    enter();
    final long real = l1.newest().after().sequenced();
    return switch (kind) {
      case LAGS -> l1.before(1 + random.nextInt(6)).after().sequenced();
      case BOASTS, CONSISTENT_LIAR -> real + 1 + random.nextInt(3);
      default -> real;
    };
  }

  /** Of the trusted sequencer, and of the aggregator's role. */
  boolean hasRole(final Address account, final Address real) {
    enter();
    return lies.isEmpty() && account.equals(real);
  }

  /** One that lies has forced batches hurried. */
  long forceBatchTimeout(final long real) {
    enter();
    return lies.isPresent() ? 0 : real;
  }

  Address trustedSequencer() {
    enter();
    return lies.isPresent() ? Terms.OUTSIDER : Terms.SEQUENCER.address();
  }

  /** One that lies takes the transaction, and passes it to nobody. */
  void send(final SimTransaction transaction) throws L1SendException {
    enter();
    if (lies.isEmpty()) {
      l1.l1().send(transaction);
    }
  }
}
