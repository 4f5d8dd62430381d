/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.ethereum.chain.MutableBlockchain;
import org.hyperledger.besu.ethereum.core.BlockBody;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.MiningConfiguration;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.hyperledger.besu.evm.blockhash.BlockHashLookup;
import org.hyperledger.besu.plugin.services.TransactionSimulationService;
import org.hyperledger.besu.plugin.services.sync.SynchronizationService;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.plugin.besu.BlockExecutor.Executed;
import org.zknode.plugin.besu.BlockExecutor.HashLookups;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;

/**
 * Besu's chain and EVM: one execution on the head world state, persisted and appended by this class
 * alone. One writer at a time. After a crash between persisting the state and appending the block
 * Besu rolls the state back by its trie log when the next block asks for the parent's state.
 */
public final class BesuEngine implements ExecutionEngine {
  /** For a write in progress when the engine is closed; a block takes less. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final MutableBlockchain chain;
  private final BesuStates states;
  private final BlockExecutor executor;
  private final MiningConfiguration mining;
  private final Supplier<SynchronizationService> synchronization;
  private final BesuCalls calls;
  private final BesuReader reader;
  private final long chainId;
  private final Optional<DiskSpace> disk;
  private final LookAhead ahead = TransactionBatchDecoder.lookAhead();
  private final HeadWriter writer;
  private final WitnessRecorder recorder;

  /** Everybody asks for the head, and decoding a full block takes milliseconds. */
  private final AtomicReference<Optional<L2Block>> newest = new AtomicReference<>(Optional.empty());

  /** Of a Besu that is known to fit; {@link #create} finds out. */
  BesuEngine(
      final BesuController controller,
      final long chainId,
      final Optional<DiskSpace> disk,
      final Supplier<SynchronizationService> synchronization,
      final Supplier<TransactionSimulationService> simulation) {
    this.chain = controller.getProtocolContext().getBlockchain();
    final WorldStateArchive archive = controller.getProtocolContext().getWorldStateArchive();
    this.states = new BesuStates(archive);
    this.executor = new BlockExecutor(controller.getProtocolSchedule());
    this.writer =
        new HeadWriter(chain, archive, executor, states, block -> newest.set(Optional.of(block)));
    this.recorder = new WitnessRecorder(executor, chain);
    this.mining = controller.getMiningParameters();
    this.chainId = chainId;
    this.disk = disk;
    this.synchronization = synchronization;
    this.calls = new BesuCalls(simulation, executor);
    this.reader = new BesuReader(chain, calls, new BesuTraces(chain, states, executor), states);
  }

  /**
   * Checks that this Besu's chain can carry a rollup and takes it over.
   *
   * @param disk of Besu's data; looked at before each block
   * @param synchronization Besu's service, which exists from {@code start} on; used to unwind
   * @param simulation likewise; used for calls
   * @throws org.zknode.plugin.besu.HostException genesis or storage do not fit, in one sentence
   */
  public static BesuEngine create(
      final BesuController controller,
      final long expectedChainId,
      final Optional<DiskSpace> disk,
      final Supplier<SynchronizationService> synchronization,
      final Supplier<TransactionSimulationService> simulation) {
    ChainRequirements.check(controller, expectedChainId);
    return new BesuEngine(controller, expectedChainId, disk, synchronization, simulation);
  }

  @Override
  public String name() {
    return "besu";
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public L2Block head() {
    final BlockHeader header = chain.getChainHeadHeader();
    final Optional<L2Block> head = toL2Block(header);
    newest.set(head);
    return head.orElseThrow(
        () -> new EngineException("the head block has no body in Besu's storage"));
  }

  @Override
  public Optional<L2Block> block(final long number) {
    return chain.getBlockHeader(number).flatMap(this::toL2Block);
  }

  @Override
  public Optional<Bytes32> stateRoot(final long number) {
    return chain.getBlockHeader(number).map(header -> BesuBlocks.toBytes32(header.getStateRoot()));
  }

  @Override
  public Optional<Bytes32> l1InfoRoot(final long number) {
    return chain.getBlockHeader(number).flatMap(BlockHeader::getParentBeaconBlockRoot);
  }

  /** Besu's own transaction goes along. */
  @Override
  public DecodedTransaction decode(final Bytes raw, final Address claimed) {
    return TransactionBatchDecoder.decode(raw, claimed);
  }

  @Override
  public Optional<Address> recoverSender(final DecodedTransaction transaction) {
    return TransactionBatchDecoder.sender(transaction);
  }

  /**
   * Besu's {@code eth_gasPrice} and {@code eth_maxPriorityFeePerGas} are at least its lowest prices
   * for mining, which nothing else uses: blocks are not built by its miner. The priority fee is the
   * whole price, because the base fee of a chain that is not full falls to next to nothing.
   */
  @Override
  public void suggestGasPrice(final BigInteger price) {
    mining.setMinTransactionGasPrice(Wei.of(price));
    mining.setMinPriorityFeePerGas(Wei.of(price));
  }

  @Override
  public OptionalLong readableStates() {
    return states.readable();
  }

  private Optional<L2Block> toL2Block(final BlockHeader header) {
    final Bytes32 hash = BesuBlocks.toBytes32(header.getHash());
    final Optional<L2Block> known = newest.get().filter(block -> block.hash().equals(hash));
    return known.isPresent() ? known : read(header);
  }

  private Optional<L2Block> read(final BlockHeader header) {
    return BesuBlocks.body(chain, header.getHash())
        .map(body -> BesuBlocks.toL2Block(header, body.getTransactions()));
  }

  @Override
  public void prepare(final List<Bytes> transactions) {
    ahead.expect(transactions);
  }

  @Override
  public BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    disk.ifPresent(DiskSpace::requireRoom);
    return writer.extend(
        attributes, transactions, ahead.take(transactions).results(), expectedHash);
  }

  @Override
  public boolean metersResources() {
    return true;
  }

  @Override
  public OpenBlock open(final BlockAttributes attributes, final ResourceBudget budget) {
    disk.ifPresent(DiskSpace::requireRoom);
    return writer.open(attributes, budget);
  }

  @Override
  public Resources meter(final BlockInput input) {
    final TransactionMeter meter = TransactionMeter.unlimited();
    reExecute(List.of(input), meter);
    return meter.used();
  }

  @Override
  public List<BlockResult> reExecute(final List<BlockInput> inputs) {
    return reExecute(inputs, TransactionMeter.none());
  }

  private List<BlockResult> reExecute(final List<BlockInput> inputs, final TransactionMeter meter) {
    return inputs.isEmpty()
        ? List.of()
        : onStateBefore(inputs, (state, parent) -> reExecute(state, parent, inputs, meter));
  }

  @Override
  public RecordedExecution recordWitness(final List<BlockInput> inputs) {
    return onStateBefore(inputs, (state, parent) -> recorder.record(state, parent, inputs));
  }

  @Override
  public RecordedExecution recordWitness(
      final List<BlockInput> inputs, final ExecutionWitness range) {
    return recorder.record(range, inputs);
  }

  private interface OnState<T> {
    T execute(MutableWorldState state, BlockHeader parent);
  }

  private <T> T onStateBefore(final List<BlockInput> inputs, final OnState<T> execution) {
    final BlockAttributes first = inputs.getFirst().attributes();
    final BlockHeader parent =
        chain
            .getBlockHeader(first.number() - 1)
            .filter(header -> BesuBlocks.toBytes32(header.getHash()).equals(first.parentHash()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "parent %s of block %d is not canonical"
                            .formatted(first.parentHash(), first.number())));
    try (MutableWorldState worldState = states.after(parent)) {
      return execution.execute(worldState, parent);
    } catch (final EngineException | IllegalArgumentException e) {
      throw e;
    } catch (final Exception | LinkageError e) {
      throw new EngineException(
          "blocks from %d could not be executed again".formatted(first.number()), e);
    }
  }

  private List<BlockResult> reExecute(
      final MutableWorldState worldState,
      final BlockHeader canonicalParent,
      final List<BlockInput> inputs,
      final TransactionMeter meter) {
    final Map<Long, Hash> hashes = new HashMap<>();
    final List<BlockResult> results = new ArrayList<>();
    BlockHeader parent = canonicalParent;
    HashLookups lookups = BlockExecutor.canonical(chain);
    for (final BlockInput input : inputs) {
      final Executed executed =
          executor.execute(
              worldState,
              parent,
              input.attributes(),
              input.transactions(),
              TransactionBatchDecoder.decodeAside(input.transactions()),
              lookups,
              meter,
              MutableWorldState::frontierRootHash);
      final BlockHeader header = executed.block().getHeader();
      results.add(
          new BlockResult(BesuBlocks.toL2BlockOf(header, executed.included()), executed.skipped()));
      hashes.put(header.getNumber(), header.getHash());
      lookups = onTopOf(canonicalParent, hashes);
      parent = header;
    }
    return results;
  }

  /** BLOCKHASH of blocks of this run, which the chain may not have, then of canonical ones. */
  private HashLookups onTopOf(final BlockHeader canonicalParent, final Map<Long, Hash> hashes) {
    return (spec, header) -> {
      final BlockHashLookup below =
          spec.getPreExecutionProcessor().createBlockHashLookup(chain, canonicalParent);
      final Map<Long, Hash> above = new HashMap<>(hashes);
      above.put(canonicalParent.getNumber(), canonicalParent.getHash());
      return (frame, number) -> {
        final Hash own = above.get(number);
        return own == null ? below.apply(frame, number) : own;
      };
    };
  }

  @Override
  public void unwindTo(final long number) {
    writer.movingHead(() -> moveHeadTo(number));
  }

  private void moveHeadTo(final long number) {
    final long head = chain.getChainHeadHeader().getNumber();
    if (number == head) {
      return;
    }
    if (number > head || number < 0) {
      throw new IllegalArgumentException(
          "cannot unwind to block %d: the head is %d".formatted(number, head));
    }
    ahead.clear();
    final BlockHeader target = header(number);
    final BlockBody body =
        BesuBlocks.body(chain, target.getHash())
            .orElseThrow(() -> new EngineException("block %d has no body".formatted(number)));
    lowerTags(target);
    if (!synchronization.get().setHeadUnsafe(target, body)) {
      throw new EngineException("Besu did not move its head to block %d".formatted(number));
    }
  }

  private void lowerTags(final BlockHeader target) {
    if (chain.getFinalized().filter(hash -> numberOf(hash) > target.getNumber()).isPresent()) {
      chain.setFinalized(target.getHash());
    }
    if (chain.getSafeBlock().filter(hash -> numberOf(hash) > target.getNumber()).isPresent()) {
      chain.setSafeBlock(target.getHash());
    }
  }

  private long numberOf(final Hash hash) {
    return chain.getBlockHeader(hash).map(BlockHeader::getNumber).orElse(0L);
  }

  @Override
  public void setSafeAndFinalized(final long safeNumber, final long finalizedNumber) {
    writer.exclusively(
        () -> {
          final long head = chain.getChainHeadHeader().getNumber();
          chain.setSafeBlock(header(Math.min(safeNumber, head)).getHash());
          chain.setFinalized(header(Math.min(finalizedNumber, head)).getHash());
        });
  }

  private BlockHeader header(final long number) {
    return chain
        .getBlockHeader(number)
        .orElseThrow(() -> new EngineException("no canonical block %d".formatted(number)));
  }

  @Override
  public AccountState account(final Address address) {
    return accounts(List.of(address)).get(address);
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return states.accounts(chain.getChainHeadHeader(), addresses);
  }

  @Override
  public Bytes32 storage(final long number, final Address account, final UInt256 slot) {
    return states.storage(
        chain
            .getBlockHeader(number)
            .orElseThrow(() -> new IllegalArgumentException("no canonical block " + number)),
        account,
        slot);
  }

  @Override
  public Trial simulate(
      final SignedTransaction transaction, final Resources whole, final Duration time) {
    return calls.simulate(transaction, chain.getChainHeadHeader(), whole, time);
  }

  @Override
  public ChainReader reader() {
    return reader;
  }

  @Override
  public Optional<DiskSpace> disk() {
    return disk;
  }

  /** Waits for a write in progress; Besu closes its storage itself. */
  @Override
  public void close() {
    writer.awaitIdle(CLOSE_TIMEOUT);
  }
}
