/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.ResourceBudget;

/**
 * The execution engine on anvil, for development: anvil executes, the journal remembers. An anvil
 * that died or failed in the middle of something is replaced by a fresh one that gets the journal
 * replayed. Anvil cannot set parentBeaconBlockRoot: {@link BlockAttributes#l1InfoRoot()} is not in
 * the header here, but contracts read it from the EIP-4788 contract ({@link BeaconRootRing}).
 * Thread-safe; one writer at a time.
 */
public final class AnvilEngine implements ExecutionEngine {
  private static final Logger LOG = LoggerFactory.getLogger(AnvilEngine.class);
  private static final String JOURNAL = "blocks.journal";

  private final AnvilSettings settings;
  private final BlockJournal journal;
  private final L2Block genesis;
  private final AnvilReader reader = new AnvilReader(this::rpc, this::block);
  private final AnvilChecker checker;
  private AnvilChain chain;
  private Optional<AnvilOpenBlock> open = Optional.empty();
  private boolean closed;
  private volatile L2Block head;
  private volatile AnvilRpc rpc;
  private volatile long safe;
  private volatile long finalized;
  private volatile BigInteger suggestedGasPrice = BigInteger.ZERO;

  /**
   * Starts anvil and replays the journal of the data directory.
   *
   * @param anvil native anvil executable
   * @param genesisFile L2 genesis in geth's format
   * @param dataDirectory created when missing; one node at a time
   * @throws EngineException one sentence that names what is missing or bad
   */
  public AnvilEngine(final Path anvil, final Path genesisFile, final Path dataDirectory) {
    this.settings = settings(anvil, genesisFile, dataDirectory.resolve("anvil"));
    this.checker =
        new AnvilChecker(
            settings(anvil, genesisFile, dataDirectory.resolve("anvil-checker")), new Journal());
    this.chain = new AnvilChain(settings);
    try {
      this.genesis = chain.genesis();
      this.journal = BlockJournal.open(dataDirectory.resolve(JOURNAL), genesis.hash());
      try {
        replay(chain, journal.lastNumber());
      } catch (final EngineException e) {
        journal.close();
        throw e;
      }
    } catch (final EngineException e) {
      chain.close();
      throw e;
    }
    this.head = chain.head();
    this.rpc = chain.rpc();
  }

  private static AnvilSettings settings(final Path anvil, final Path genesis, final Path cache) {
    try {
      // States of an earlier run are of no use: anvil starts from the genesis.
      if (Files.exists(cache)) {
        try (Stream<Path> files = Files.walk(cache)) {
          for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      Files.createDirectories(cache);
    } catch (final IOException e) {
      throw new EngineException(
          "data directory %s cannot be written: %s".formatted(cache.getParent(), e), e);
    }
    return AnvilSettings.of(anvil, genesis, cache);
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public long chainId() {
    return settings.chainId();
  }

  @Override
  public L2Block head() {
    return head;
  }

  @Override
  public void suggestGasPrice(final BigInteger price) {
    suggestedGasPrice = price;
  }

  /** In wei; 0 when nothing was suggested. */
  BigInteger suggestedGasPrice() {
    return suggestedGasPrice;
  }

  @Override
  public Optional<L2Block> block(final long number) {
    return number == 0 ? Optional.of(genesis) : journal.entry(number).map(JournalEntry::block);
  }

  @Override
  public synchronized BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    open = Optional.empty();
    final AnvilChain current = chain();
    final L2Block parent = current.head();
    requireChild(attributes, parent);
    try {
      final BlockResult result = current.execute(attributes, transactions);
      if (expectedHash.isPresent() && !expectedHash.get().equals(result.block().hash())) {
        rollbackTo(parent);
        throw new BlockMismatchException(result.block(), expectedHash.get());
      }
      journal.append(new JournalEntry(attributes, result.block()));
      head = result.block();
      return result;
    } catch (final RuntimeException e) {
      dropChain();
      throw e;
    }
  }

  @Override
  public synchronized OpenBlock open(
      final BlockAttributes attributes, final ResourceBudget budget) {
    final L2Block parent = chain().head();
    requireChild(attributes, parent);
    final AnvilOpenBlock begun =
        new AnvilOpenBlock(attributes, parent, budget.room(), checker, new Parts());
    open = Optional.of(begun);
    return begun;
  }

  private final class Parts implements AnvilOpenBlock.Chain {
    @Override
    public void require(final AnvilOpenBlock block) {
      synchronized (AnvilEngine.this) {
        if (open.filter(current -> current == block).isEmpty()) {
          throw new EngineException(
              "block %d is not open any more".formatted(block.attributes().number()));
        }
      }
    }

    @Override
    public BlockResult append(final AnvilOpenBlock block, final List<Bytes> transactions) {
      synchronized (AnvilEngine.this) {
        require(block);
        try {
          return extend(block.attributes(), transactions, block.executed().map(L2Block::hash));
        } catch (final BlockMismatchException e) {
          throw new EngineException("anvil executes the same block to another one", e);
        }
      }
    }

    @Override
    public void end(final AnvilOpenBlock block) {
      synchronized (AnvilEngine.this) {
        open = open.filter(current -> current != block);
      }
    }
  }

  private static void requireChild(final BlockAttributes attributes, final L2Block parent) {
    if (!attributes.parentHash().equals(parent.hash())
        || attributes.number() != parent.number() + 1
        || attributes.timestamp() <= parent.timestamp()) {
      throw new IllegalArgumentException(
          "block %d at %d on %s does not follow head %d at %d (%s)"
              .formatted(
                  attributes.number(),
                  attributes.timestamp(),
                  attributes.parentHash(),
                  parent.number(),
                  parent.timestamp(),
                  parent.hash()));
    }
  }

  @Override
  public List<BlockResult> reExecute(final List<BlockInput> inputs) {
    return checker.reExecute(inputs);
  }

  private final class Journal implements AnvilChecker.Canonical {
    @Override
    public Optional<L2Block> block(final long number) {
      return AnvilEngine.this.block(number);
    }

    @Override
    public void replay(final AnvilChain anvil, final long last) {
      AnvilEngine.this.replay(anvil, last);
    }
  }

  private void replay(final AnvilChain target, final long last) {
    for (long number = target.head().number() + 1; number <= last; number++) {
      final long wanted = number;
      final JournalEntry entry =
          journal
              .entry(number)
              .orElseThrow(() -> new EngineException("journal has no block " + wanted));
      final L2Block block =
          target.execute(entry.attributes(), entry.block().transactions()).block();
      if (!block.hash().equals(entry.block().hash())) {
        throw new EngineException(
            "block %d of the journal has hash %s, anvil executes it to %s"
                .formatted(number, entry.block().hash(), block.hash()));
      }
    }
  }

  @Override
  public synchronized void unwindTo(final long number) {
    final L2Block target =
        block(number)
            .orElseThrow(() -> new IllegalArgumentException("no canonical block " + number));
    open = Optional.empty();
    journal.truncateTo(number);
    head = target;
    rollbackTo(target);
  }

  /** On the running anvil, or on another one that replays the journal up to there. */
  private void rollbackTo(final L2Block target) {
    try {
      if (chain != null) {
        chain.rollbackTo(target);
      }
    } catch (final EngineException e) {
      LOG.info("anvil cannot roll back to block {}: {}", target.number(), e.getMessage());
      dropChain();
    }
    chain();
  }

  /** The running chain, made again from the journal when the last one failed or died. */
  private AnvilChain chain() {
    if (closed) {
      throw new EngineException("the engine is closed");
    }
    if (chain != null && !chain.isAlive()) {
      LOG.warn("anvil has died; a new one replays {} blocks", journal.lastNumber());
      dropChain();
    }
    if (chain == null) {
      final AnvilChain fresh = new AnvilChain(settings);
      try {
        replay(fresh, journal.lastNumber());
      } catch (final EngineException e) {
        fresh.close();
        throw e;
      }
      chain = fresh;
      head = fresh.head();
      rpc = fresh.rpc();
    }
    return chain;
  }

  private void dropChain() {
    if (chain != null) {
      chain.close();
      chain = null;
    }
  }

  /** Brings anvil back when it died; called by the node's timer so that reads work again too. */
  public synchronized void ensureAlive() {
    if (!closed) {
      chain();
    }
  }

  @Override
  public void setSafeAndFinalized(final long safeNumber, final long finalizedNumber) {
    safe = safeNumber;
    finalized = finalizedNumber;
  }

  /** Number of the block that the tag {@code safe} stands for. */
  public long safeNumber() {
    return Math.min(safe, head.number());
  }

  /** Number of the block that the tag {@code finalized} stands for. */
  public long finalizedNumber() {
    return Math.min(finalized, head.number());
  }

  @Override
  public synchronized AccountState account(final Address address) {
    return chain().account(address);
  }

  @Override
  public synchronized Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return chain().accounts(addresses);
  }

  @Override
  public synchronized Bytes32 storage(
      final long number, final Address account, final UInt256 slot) {
    if (number < 0 || number > head.number()) {
      throw new IllegalArgumentException("no canonical block " + number);
    }
    return chain().storage(number, account, slot);
  }

  @Override
  public ChainReader reader() {
    return reader;
  }

  /** For read calls of the JSON-RPC front. */
  AnvilRpc rpc() {
    return rpc;
  }

  @Override
  public void close() {
    checker.close();
    synchronized (this) {
      if (!closed) {
        closed = true;
        dropChain();
        journal.close();
      }
    }
  }
}
