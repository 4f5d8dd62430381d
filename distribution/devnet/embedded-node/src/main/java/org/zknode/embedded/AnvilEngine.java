/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
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
  private final AnvilSettings checkerSettings;
  private final BlockJournal journal;
  private final L2Block genesis;
  private final AnvilReader reader = new AnvilReader(this::rpc, this::block);
  private final Object checkerLock = new Object();
  private AnvilChain chain;
  private AnvilChain checker;
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
    this.checkerSettings = settings(anvil, genesisFile, dataDirectory.resolve("anvil-checker"));
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
    return extend(attributes, chain -> chain.execute(attributes, transactions), expectedHash);
  }

  /** Only the batch's room counts: anvil neither meters transactions nor can be interrupted. */
  @Override
  public synchronized BlockResult extend(
      final BlockAttributes attributes,
      final List<DecodedTransaction> transactions,
      final ResourceBudget budget)
      throws BlockMismatchException {
    return extend(
        attributes,
        chain -> chain.execute(attributes, transactions, budget.room()),
        Optional.empty());
  }

  private BlockResult extend(
      final BlockAttributes attributes,
      final Function<AnvilChain, BlockResult> building,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    final AnvilChain current = chain();
    final L2Block parent = current.head();
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
    try {
      final BlockResult result = building.apply(current);
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
  public List<BlockResult> reExecute(final List<BlockInput> inputs) {
    if (inputs.isEmpty()) {
      return List.of();
    }
    synchronized (checkerLock) {
      final BlockAttributes first = inputs.getFirst().attributes();
      final L2Block parent =
          block(first.number() - 1)
              .filter(block -> block.hash().equals(first.parentHash()))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "parent %s of block %d is not canonical"
                              .formatted(first.parentHash(), first.number())));
      try {
        final AnvilChain current = checkerAt(parent);
        final List<BlockResult> results = new ArrayList<>();
        for (final BlockInput input : inputs) {
          results.add(
              current.execute(
                  input.attributes().withParent(current.head().hash()), input.transactions()));
        }
        return results;
      } catch (final RuntimeException e) {
        dropChecker();
        throw e;
      }
    }
  }

  /** The checker with that canonical block as its head; consecutive batches find it there. */
  private AnvilChain checkerAt(final L2Block parent) {
    if (checker != null && !checker.isAlive()) {
      dropChecker();
    }
    if (checker == null) {
      checker = new AnvilChain(checkerSettings);
    }
    // What was executed here last may not be canonical, or no longer.
    L2Block common = checker.head();
    if (common.number() > parent.number()) {
      common = parent;
    }
    while (common.number() > 0 && !isOnChecker(common)) {
      common = block(common.number() - 1).orElse(genesis);
    }
    if (!common.hash().equals(checker.head().hash())) {
      try {
        checker.rollbackTo(common);
      } catch (final EngineException e) {
        LOG.debug("checker begins anew instead of at block {}: {}", common.number(), e.toString());
        dropChecker();
        checker = new AnvilChain(checkerSettings);
      }
    }
    replay(checker, parent.number());
    return checker;
  }

  private boolean isOnChecker(final L2Block candidate) {
    final Optional<L2Block> canonical = block(candidate.number());
    return canonical.isPresent()
        && checker
            .rpc()
            .call("eth_getBlockByNumber", "0x" + Long.toHexString(candidate.number()), false)
            .path("hash")
            .asText()
            .equals(canonical.get().hash().toHexString())
        && canonical.get().hash().equals(candidate.hash());
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

  private void dropChecker() {
    if (checker != null) {
      checker.close();
      checker = null;
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
    synchronized (checkerLock) {
      dropChecker();
    }
    synchronized (this) {
      if (!closed) {
        closed = true;
        dropChain();
        journal.close();
      }
    }
  }
}
