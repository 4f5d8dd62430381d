/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.state.L1BlockRef;

/** One process's L1 endpoint: it may fail, be some blocks behind, or tell lies about batches. */
final class SimL1Client implements L1Client, RollupTerms {
  private final World world;
  private final SimProcess process;
  private final SimL1 l1;
  private final SimMouths mouths;

  SimL1Client(final World world, final SimProcess process) {
    this.world = world;
    this.process = process;
    this.l1 = world.l1;
    this.mouths =
        new SimMouths(this, world.isSpared(process.node()), new Random(world.random.nextLong()));
  }

  /** Of whoever has nobody but a liar, that one; else one that is honest, and others. */
  @Override
  public List<L1View> views() {
    return process.node().liesFrom() > 0 ? List.of(this) : mouths.ranked();
  }

  private void enter() {
    process.faults().l1Call();
  }

  /** Past all faults. */
  SimL1 l1() {
    return l1;
  }

  /** Some blocks before the newest one. */
  SimL1.Block before(final int blocks) {
    return l1.at(Math.max(0, newest().ref().number() - blocks));
  }

  void liarIsOutvoted() {
    world.liarIsOutvoted();
  }

  SimL1.Block newest() {
    final long head = l1.head().ref().number();
    return l1.at(Math.max(0, head - process.node().l1Lag()));
  }

  @Override
  public long chainId() {
    return Terms.L1.chainId();
  }

  @Override
  public L1BlockRef head(final BlockTag tag) {
    enter();
    return newest().ref();
  }

  @Override
  public Optional<L1BlockRef> block(final long number) {
    enter();
    return number >= 0 && number <= newest().ref().number()
        ? Optional.of(l1.at(number).ref())
        : Optional.empty();
  }

  @Override
  public List<L1Event> events(final long fromBlock, final long toBlock) {
    enter();
    world.amidRead();
    final List<L1Event> events = new ArrayList<>();
    final long to = Math.min(toBlock, newest().ref().number());
    for (long number = fromBlock; number <= to; number++) {
      for (final L1Event event : l1.at(number).events()) {
        events.add(
            process.node().liesFrom() > 0 && event instanceof SequenceBatches sequence
                ? lie(sequence)
                : event);
      }
    }
    return events;
  }

  /** Other data for a batch than the contract has hashed. */
  private L1Event lie(final SequenceBatches sequence) {
    return sequence.lastBatch() < process.node().liesFrom() ? sequence : forged(sequence);
  }

  static SequenceBatches forged(final SequenceBatches sequence) {
    final List<SequencedBatch> batches = new ArrayList<>(sequence.batches());
    final SequencedBatch last = batches.removeLast();
    batches.add(
        new SequencedBatch(
            Bytes.concatenate(last.transactions(), Bytes.fromHexString("0x0b0000000100000000")),
            last.forcedGlobalExitRoot(),
            last.forcedTimestamp(),
            last.forcedBlockHashL1()));
    return new SequenceBatches(
        sequence.block(),
        sequence.transactionHash(),
        sequence.lastBatch(),
        sequence.l1InfoRoot(),
        batches,
        sequence.maxSequenceTimestamp() + 1000,
        sequence.initSequencedBatch(),
        sequence.coinbase());
  }

  @Override
  public L1Logs logs(
      final L1LogFilter filter, final long fromBlock, final long toBlock, final long enoughBytes) {
    enter();
    world.amidRead();
    final List<L1Log> logs = new ArrayList<>();
    final long to = Math.min(toBlock, newest().ref().number());
    for (long number = fromBlock; number <= to; number++) {
      l1.at(number).logs().stream()
          .filter(log -> filter.contracts().contains(log.event().address()))
          .filter(log -> filter.topics().contains(log.event().topics().getFirst()))
          .forEach(logs::add);
    }
    return new L1Logs(logs, toBlock);
  }

  @Override
  public Optional<Bytes> call(final Address contract, final Bytes calldata, final long block) {
    enter();
    if (block > newest().ref().number()) {
      return Optional.empty();
    }
    final SimContracts contracts = l1.at(block).after();
    return Optional.of(
        calldata.equals(BridgeAbi.DEPOSIT_COUNT)
            ? UInt256.valueOf(contracts.deposits()).toBytes()
            : SimExits.claimedBits(calldata, contracts.released())
                .orElseGet(contracts::mainnetRoot));
  }

  @Override
  public Optional<ContractState> stateAt(final long block) {
    enter();
    final SimContracts contracts = l1.at(Math.min(block, newest().ref().number())).after();
    return Optional.of(
        new ContractState(
            contracts.sequenced(),
            contracts.verified(),
            contracts.lastForced(),
            Optional.of(contracts.infoRoot())));
  }

  @Override
  public Bytes32 forcedBatchHash(final long number, final long block) {
    enter();
    return l1.at(Math.min(block, newest().ref().number())).after().forcedHash(number);
  }

  @Override
  public RollupData rollupData() {
    enter();
    final SimContracts contracts = newest().after();
    return new RollupData(
        Terms.L1.rollup(),
        Terms.CHAIN.l2ChainId(),
        Address.ZERO,
        Terms.CHAIN.forkId(),
        contracts.sequenced(),
        contracts.verified());
  }

  @Override
  public Bytes32 sequencedAccInputHash(final long batchNumber) {
    enter();
    return newest().after().accInputHash(batchNumber);
  }

  @Override
  public Bytes32 verifiedStateRoot(final long batchNumber) {
    enter();
    return newest().after().stateRoot(batchNumber);
  }

  @Override
  public BigInteger rewardPerBatch() {
    enter();
    return BigInteger.ONE;
  }

  @Override
  public Bytes32 l1InfoRoot() {
    enter();
    return newest().after().infoRoot();
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
  public long minedNonce(final Address account) {
    enter();
    return mouths.first(mouth -> mouth.transactionCount(account, false));
  }

  @Override
  public MinedNonces minedNonces(final Address account) {
    enter();
    return MinedNonces.of(mouths.all(mouth -> mouth.transactionCount(account, false)));
  }

  @Override
  public long pendingNonce(final Address account) {
    return pendingNonce(account, 0);
  }

  @Override
  public long pendingNonce(final Address account, final long atLeast) {
    enter();
    final List<Long> words = mouths.all(mouth -> mouth.transactionCount(account, true));
    return words.stream()
        .filter(nonce -> nonce >= atLeast)
        .min(Comparator.naturalOrder())
        .orElseGet(() -> Collections.max(words));
  }

  @Override
  public long leastBatchSequenced() {
    enter();
    return Collections.min(mouths.all(SimMouth::lastBatchSequenced));
  }

  @Override
  public Fees fees() {
    enter();
    return new Fees(l1.baseFee(), l1.baseFee().divide(BigInteger.TEN));
  }

  @Override
  public BigInteger gasPrice() {
    return l1.baseFee();
  }

  @Override
  public long estimateGas(final Address from, final Address to, final Bytes data)
      throws L1RevertException {
    enter();
    l1.dryRun(
        new SimTransaction(Bytes32.ZERO, from, 0, BigInteger.ZERO, SimTransaction.kind(data), data),
        newest());
    return 1_000_000;
  }

  @Override
  public Bytes32 sendRaw(final Bytes rawTransaction) throws L1SendException {
    enter();
    final SignedTransaction signed = SignedTransaction.decode(rawTransaction);
    world.invariants.aboutToSend(process.node(), signed);
    mouths.send(SimTransaction.of(signed));
    process.faults().afterL1Send();
    return signed.hash();
  }

  @Override
  public Optional<Receipt> receipt(final Bytes32 transactionHash) {
    enter();
    return l1.receipt(transactionHash, newest().ref().number());
  }

  @Override
  public Address trustedSequencer() {
    enter();
    return mouths.first(SimMouth::trustedSequencer);
  }

  @Override
  public boolean isTrustedSequencer(final Address account) {
    enter();
    return mouths.all(mouth -> mouth.hasRole(account, Terms.SEQUENCER.address())).contains(true);
  }

  @Override
  public boolean isTrustedAggregator(final Address account) {
    enter();
    return mouths.all(mouth -> mouth.hasRole(account, Terms.AGGREGATOR.address())).contains(true);
  }

  @Override
  public long forceBatchTimeout() {
    enter();
    return Collections.max(
        mouths.all(mouth -> mouth.forceBatchTimeout(world.plan.forceBatchTimeout())));
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
  public void close() {}
}
