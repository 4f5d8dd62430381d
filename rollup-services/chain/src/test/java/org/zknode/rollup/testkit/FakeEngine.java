/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.StateUnavailableException;

/**
 * A deterministic chain in memory for unit tests: nonces, balances and intrinsic gas are real
 * (there is no EVM: a transaction uses its intrinsic gas), the state root is a hash over the state,
 * the block hash a hash over header fields and transactions. Two instances that are given the same
 * genesis and blocks agree on every hash. Thread-safe.
 */
public final class FakeEngine implements ExecutionEngine {
  /** Base fee of the genesis block and of its child, in wei. */
  public static final BigInteger GENESIS_BASE_FEE = BigInteger.valueOf(1_000_000_000L);

  /** Called with this, a delegated account gives its caller all it has: its code may do so. */
  public static final Bytes DRAIN = Bytes.fromHexString("0xd7a1");

  private record Entry(L2Block block, FakeState state, Bytes32 l1InfoRoot) {}

  private final long chainId;
  private final Function<Bytes, SignedTransaction> decoder;
  private final List<Entry> chain = new ArrayList<>();
  private Optional<String> failure = Optional.empty();
  private FakeMeter.Work work = FakeMeter.Work.NONE;
  private Optional<FakeOpenBlock> open = Optional.empty();
  private long divergesFrom = Long.MAX_VALUE;
  private boolean showsL1InfoRoots = true;
  private long keptStates = Long.MAX_VALUE;
  private long safe;
  private long finalized;
  private boolean closed;
  private final AtomicInteger decodings = new AtomicInteger();
  private int simulations;
  private int executedAgain;

  /**
   * @param balances of the genesis state, in wei
   */
  public FakeEngine(
      final long chainId, final long gasLimit, final Map<Address, BigInteger> balances) {
    this(chainId, gasLimit, balances, SignedTransaction::decode);
  }

  /**
   * @param decoder as {@link SignedTransaction#decode}, perhaps one that remembers: most of the
   *     time of an execution goes into finding the sender
   */
  public FakeEngine(
      final long chainId,
      final long gasLimit,
      final Map<Address, BigInteger> balances,
      final Function<Bytes, SignedTransaction> decoder) {
    this.chainId = chainId;
    this.decoder = decoder;
    final FakeState state = FakeState.of(balances);
    final L2Block genesis =
        FakeBlocks.seal(
            new BlockAttributes(
                0,
                Bytes32.ZERO,
                0,
                new Address(Bytes.wrap(new byte[20])),
                gasLimit,
                0,
                Bytes32.ZERO),
            state.root(),
            0,
            UInt256.valueOf(GENESIS_BASE_FEE),
            List.of());
    chain.add(new Entry(genesis, state, Bytes32.ZERO));
  }

  /**
   * Code that stores a word. Here it does so as the data of a creation, as on any engine, and also
   * as the data of a call: in the account that is called.
   */
  public static Bytes storing(final UInt256 slot, final Bytes32 value) {
    return StoringCode.of(slot, value);
  }

  /** Chain id 1001, 30 million gas, every given account owns 1000 ether. */
  public static FakeEngine funded(final Address... accounts) {
    final Map<Address, BigInteger> balances = new HashMap<>();
    for (final Address account : accounts) {
      balances.put(account, BigInteger.TEN.pow(21));
    }
    return new FakeEngine(1001, 30_000_000L, balances);
  }

  /** From the genesis block on that account has code; before there is another block. */
  public synchronized void deploy(final Address account, final FakeContract code) {
    top().state().deploy(account, code);
  }

  /** All methods of the port fail with that text until {@link #heal}. */
  public synchronized void failWith(final String text) {
    failure = Optional.of(text);
  }

  public synchronized void heal() {
    failure = Optional.empty();
  }

  /** From that block on the state root is wrong, as on a node with a faulty EVM. */
  public synchronized void divergeFrom(final long number) {
    divergesFrom = number;
  }

  /** Of older blocks than that many the state is gone, as on Besu. */
  public synchronized void keepStates(final long blocks) {
    keptStates = blocks;
  }

  @Override
  public DecodedTransaction decode(final Bytes raw, final Address claimed) {
    decodings.incrementAndGet();
    return ExecutionEngine.super.decode(raw, claimed);
  }

  /** How often the bytes of a transaction were parsed for a block that is built. */
  public int decodings() {
    return decodings.get();
  }

  @Override
  public Optional<Address> recoverSender(final DecodedTransaction transaction) {
    try {
      return Optional.of(decoder.apply(transaction.raw()).sender());
    } catch (final TransactionDecodeException e) {
      return Optional.empty();
    }
  }

  public synchronized long safeNumber() {
    return safe;
  }

  public synchronized long finalizedNumber() {
    return finalized;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public synchronized L2Block head() {
    return top().block();
  }

  @Override
  public synchronized Optional<L2Block> block(final long number) {
    check();
    return number >= 0 && number < chain.size()
        ? Optional.of(chain.get((int) number).block())
        : Optional.empty();
  }

  /** As on an engine whose headers cannot carry it. */
  public synchronized void hideL1InfoRoots() {
    showsL1InfoRoots = false;
  }

  @Override
  public synchronized Optional<Bytes32> l1InfoRoot(final long number) {
    check();
    return showsL1InfoRoots && number >= 0 && number < chain.size()
        ? Optional.of(chain.get((int) number).l1InfoRoot())
        : Optional.empty();
  }

  @Override
  public synchronized BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    check();
    open = Optional.empty();
    final Entry parent = top();
    final FakeState state = parent.state().copy();
    final BlockResult result =
        execute(
            parent.block(),
            state,
            attributes,
            transactions,
            decoder,
            derived(new FakeMeter.Work(Optional.empty(), work.time(), work.pass())));
    if (expectedHash.isPresent() && !expectedHash.get().equals(result.block().hash())) {
      throw new BlockMismatchException(result.block(), expectedHash.get());
    }
    chain.add(new Entry(result.block(), state, attributes.l1InfoRoot()));
    return result;
  }

  /** From now on transactions are metered as that says. */
  public synchronized void meterBy(final Function<Bytes, Resources> use) {
    work = new FakeMeter.Work(Optional.of(use), work.time(), work.pass());
  }

  /**
   * From now on what extends the chain takes as long as that says; {@code pass} lets the time pass.
   */
  public synchronized void takeTime(
      final Function<Bytes, Duration> time, final Consumer<Duration> pass) {
    work = new FakeMeter.Work(work.use(), time, pass);
  }

  @Override
  public boolean metersResources() {
    return work.use().isPresent();
  }

  @Override
  public synchronized OpenBlock open(
      final BlockAttributes attributes, final ResourceBudget budget) {
    check();
    final Entry parent = top();
    requireChild(attributes, parent.block());
    final FakeState state = parent.state().copy();
    state.begin(attributes.l1InfoRoot());
    final FakeOpenBlock begun =
        new FakeOpenBlock(
            attributes,
            state,
            new FakeMeter(work, Optional.of(budget), index -> 0),
            rules(attributes, parent.block()),
            new Parts());
    open = Optional.of(begun);
    return begun;
  }

  private final class Parts implements FakeOpenBlock.Chain {
    @Override
    public <T> T during(final FakeOpenBlock block, final Supplier<T> part) {
      synchronized (FakeEngine.this) {
        check();
        if (open.filter(current -> current == block).isEmpty()) {
          throw new EngineException(
              "block %d is not open any more".formatted(block.attributes().number()));
        }
        return part.get();
      }
    }

    @Override
    public BlockResult append(final FakeOpenBlock block) {
      open = Optional.empty();
      final BlockResult result =
          sealed(
              block.attributes(),
              block.state(),
              block.rules().baseFee(),
              new FakeState.Execution(block.transactions(), List.of(), List.of(), block.gasUsed()));
      chain.add(new Entry(result.block(), block.state(), block.attributes().l1InfoRoot()));
      return result;
    }

    @Override
    public void end(final FakeOpenBlock block) {
      synchronized (FakeEngine.this) {
        open = open.filter(current -> current != block);
      }
    }
  }

  @Override
  public synchronized Resources meter(final BlockInput input) {
    return work.use().isEmpty()
        ? ExecutionEngine.super.meter(input)
        : input.transactions().stream()
            .map(work.use().get())
            .reduce(Resources.ZERO, Resources::plus);
  }

  /** How often a transaction was tried. */
  public synchronized int simulations() {
    return simulations;
  }

  @Override
  public synchronized Trial simulate(
      final SignedTransaction transaction, final Resources whole, final Duration time) {
    simulations++;
    final Optional<Resource> beyond =
        work.use().flatMap(use -> use.apply(transaction.raw()).firstAbove(whole));
    if (beyond.isPresent()) {
      return new Trial.Exceeds("too much " + beyond.get().text());
    }
    return work.time().apply(transaction.raw()).compareTo(time) > 0
        ? new Trial.Exceeds("it takes too long")
        : new Trial.Fits();
  }

  /** How often blocks were executed again. */
  public synchronized int executedAgain() {
    return executedAgain;
  }

  @Override
  public synchronized List<BlockResult> reExecute(final List<BlockInput> inputs) {
    check();
    executedAgain++;
    if (inputs.isEmpty()) {
      return List.of();
    }
    final long first = inputs.getFirst().attributes().number();
    if (first < 1 || first > chain.size()) {
      throw new IllegalArgumentException("no parent of block " + first);
    }
    if (first - 1 < chain.size() - 1L - keptStates) {
      throw new StateUnavailableException("no state after block " + (first - 1));
    }
    L2Block parent = chain.get((int) first - 1).block();
    final FakeState state = chain.get((int) first - 1).state().copy();
    final List<BlockResult> results = new ArrayList<>();
    for (final BlockInput input : inputs) {
      final BlockAttributes attributes =
          results.isEmpty() ? input.attributes() : input.attributes().withParent(parent.hash());
      final BlockResult result =
          execute(
              parent,
              state,
              attributes,
              input.transactions(),
              decoder,
              derived(FakeMeter.Work.NONE));
      results.add(result);
      parent = result.block();
    }
    return results;
  }

  /** What is in a block that is derived was decided before. */
  private static FakeMeter derived(final FakeMeter.Work work) {
    return new FakeMeter(work, Optional.empty(), index -> 0);
  }

  private BlockResult execute(
      final L2Block parent,
      final FakeState state,
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Function<Bytes, SignedTransaction> senders,
      final FakeMeter meter) {
    requireChild(attributes, parent);
    state.begin(attributes.l1InfoRoot());
    final FakeState.Rules rules = rules(attributes, parent);
    return sealed(
        attributes, state, rules.baseFee(), state.apply(transactions, senders, rules, 0, meter));
  }

  private static void requireChild(final BlockAttributes attributes, final L2Block parent) {
    if (!attributes.parentHash().equals(parent.hash())
        || attributes.number() != parent.number() + 1) {
      throw new IllegalArgumentException(
          "block %d with parent %s does not extend block %d %s"
              .formatted(
                  attributes.number(), attributes.parentHash(), parent.number(), parent.hash()));
    }
    if (attributes.timestamp() <= parent.timestamp()) {
      throw new IllegalArgumentException(
          "timestamp %d of block %d is not above its parent's %d"
              .formatted(attributes.timestamp(), attributes.number(), parent.timestamp()));
    }
  }

  private FakeState.Rules rules(final BlockAttributes attributes, final L2Block parent) {
    return new FakeState.Rules(
        chainId, FakeBlocks.nextBaseFee(parent), attributes.gasLimit(), attributes.coinbase());
  }

  private BlockResult sealed(
      final BlockAttributes attributes,
      final FakeState state,
      final BigInteger baseFee,
      final FakeState.Execution execution) {
    final Bytes32 root = attributes.number() >= divergesFrom ? state.root().not() : state.root();
    return new BlockResult(
        FakeBlocks.seal(
            attributes, root, execution.gasUsed(), UInt256.valueOf(baseFee), execution.included()),
        execution.skipped());
  }

  @Override
  public synchronized void unwindTo(final long number) {
    check();
    if (number < 0 || number >= chain.size()) {
      throw new IllegalArgumentException(
          "block %d is not canonical, head is %d".formatted(number, chain.size() - 1));
    }
    open = Optional.empty();
    chain.subList((int) number + 1, chain.size()).clear();
    safe = Math.min(safe, number);
    finalized = Math.min(finalized, number);
  }

  @Override
  public synchronized void setSafeAndFinalized(final long safeNumber, final long finalizedNumber) {
    check();
    safe = Math.min(safeNumber, chain.size() - 1L);
    finalized = Math.min(finalizedNumber, chain.size() - 1L);
  }

  @Override
  public synchronized AccountState account(final Address address) {
    check();
    return chain.getLast().state().account(address);
  }

  @Override
  public synchronized Bytes32 storage(
      final long number, final Address account, final UInt256 slot) {
    check();
    if (number < 0 || number >= chain.size()) {
      throw new IllegalArgumentException("no canonical block " + number);
    }
    if (number < chain.size() - 1L - keptStates) {
      throw new StateUnavailableException("no state after block " + number);
    }
    return chain.get((int) number).state().storage(account, slot);
  }

  /** As {@link #storage}, also where the state is gone: for who checks what others remember. */
  public synchronized Bytes32 archived(
      final long number, final Address account, final UInt256 slot) {
    return chain.get((int) number).state().storage(account, slot);
  }

  /** What that account had after that block, whether or not its state is gone. */
  public synchronized BigInteger archivedBalance(final long number, final Address account) {
    return chain.get((int) number).state().account(account).balance();
  }

  @Override
  public ChainReader reader() {
    return new FakeReader(this);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private Entry top() {
    check();
    return chain.getLast();
  }

  private void check() {
    if (failure.isPresent()) {
      throw new EngineException(failure.get());
    }
  }
}
