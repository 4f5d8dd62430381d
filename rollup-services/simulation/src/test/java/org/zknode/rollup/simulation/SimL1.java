/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Client.Receipt;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.state.L1BlockRef;

/**
 * L1 as all nodes see it: a chain that is mined at seeded times and reorganised, a pool of
 * transactions, fees that rise and fall.
 */
final class SimL1 {
  /** Milliseconds between two blocks, on average. */
  static final long BLOCK_MILLIS = 12_000;

  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  record Block(
      L1BlockRef ref,
      List<SimTransaction> transactions,
      List<L1Event> events,
      List<L1Log> logs,
      Map<Bytes32, Boolean> results,
      SimContracts after) {}

  private final World world;
  private final Random random;
  private final List<Block> chain = new ArrayList<>();
  private final Map<Address, TreeMap<Long, SimTransaction>> pool = new HashMap<>();
  private BigInteger baseFee = GWEI;
  private long forks;
  private long made;

  SimL1(final World world, final Bytes32 genesisStateRoot) {
    this.world = world;
    this.random = world.random;
    chain.add(
        new Block(
            new L1BlockRef(0, hash(0), Bytes32.ZERO, Terms.START_MILLIS / 1000 - 100),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            new SimContracts(
                genesisStateRoot, world.plan.forceBatchTimeout(), world.shared.exits)));
  }

  private Bytes32 hash(final long number) {
    return Keccak256.hash(Bytes.ofUnsignedLong(number), Bytes.ofUnsignedLong(forks));
  }

  Block head() {
    return chain.getLast();
  }

  List<Block> chain() {
    return chain;
  }

  BigInteger baseFee() {
    return baseFee;
  }

  // --- transactions

  /** A call of somebody outside of our nodes; it is not signed, and pays enough. */
  void outsider(final SimTransaction.Kind kind, final Bytes data) {
    final long nonce = pendingNonce(Terms.OUTSIDER);
    final Bytes32 hash = Keccak256.hash(Bytes.ofUnsignedLong(++made), data);
    pool.computeIfAbsent(Terms.OUTSIDER, any -> new TreeMap<>())
        .put(
            nonce,
            new SimTransaction(
                hash, Terms.OUTSIDER, nonce, GWEI.multiply(BigInteger.valueOf(999)), kind, data));
  }

  void send(final SimTransaction transaction) throws L1SendException {
    final TreeMap<Long, SimTransaction> ofSender =
        pool.computeIfAbsent(transaction.from(), any -> new TreeMap<>());
    if (transaction.nonce() < head().after().nonce(transaction.from())) {
      throw new L1SendException(SendRefusal.NONCE_TOO_LOW, "nonce too low");
    }
    final SimTransaction old = ofSender.get(transaction.nonce());
    if (old != null && old.hash().equals(transaction.hash())) {
      return;
    }
    if (old != null
        && transaction
                .maxFeePerGas()
                .multiply(BigInteger.TEN)
                .compareTo(old.maxFeePerGas().multiply(BigInteger.valueOf(11)))
            < 0) {
      throw new L1SendException(
          SendRefusal.REPLACEMENT_UNDERPRICED, "replacement transaction underpriced");
    }
    ofSender.put(transaction.nonce(), transaction);
  }

  long pendingNonce(final Address account) {
    long nonce = head().after().nonce(account);
    while (pool.getOrDefault(account, new TreeMap<>()).containsKey(nonce)) {
      nonce++;
    }
    return nonce;
  }

  /** Executes on the newest state as if mined next. */
  void dryRun(final SimTransaction transaction, final Block on) throws L1RevertException {
    on.after().copy().call(transaction, next(on));
  }

  private L1BlockRef next(final Block parent) {
    return new L1BlockRef(
        parent.ref().number() + 1,
        hash(parent.ref().number() + 1),
        parent.ref().hash(),
        Math.max(parent.ref().timestamp() + 1, world.scheduler.now() / 1000));
  }

  // --- blocks

  void mine() {
    final Block parent = head();
    final L1BlockRef ref = next(parent);
    final List<SimTransaction> included = new ArrayList<>();
    final List<L1Event> events = new ArrayList<>();
    final List<L1Log> logs = new ArrayList<>();
    final Map<Bytes32, Boolean> results = new HashMap<>();
    SimContracts state = parent.after();
    for (final Address sender :
        List.of(Terms.OUTSIDER, Terms.SEQUENCER.address(), Terms.AGGREGATOR.address())) {
      final TreeMap<Long, SimTransaction> ofSender = pool.getOrDefault(sender, new TreeMap<>());
      ofSender.headMap(parent.after().nonce(sender)).clear();
      SimTransaction next = ofSender.get(parent.after().nonce(sender));
      while (next != null && isTaken(next)) {
        ofSender.remove(next.nonce());
        state = state.copy();
        state.useNonce(sender);
        results.put(next.hash(), execute(state, next, ref, events));
        for (final Log log : state.takeLogs()) {
          logs.add(new L1Log(log, ref.number(), ref.hash(), next.hash(), logs.size()));
        }
        included.add(next);
        next = ofSender.get(next.nonce() + 1);
      }
    }
    chain.add(new Block(ref, included, events, logs, results, state));
    for (final SimTransaction transaction : included) {
      world.trace(
          "L1 block %d has %s of nonce %d: %s"
              .formatted(
                  ref.number(),
                  transaction.kind(),
                  transaction.nonce(),
                  results.get(transaction.hash()) ? "done" : "reverted"));
    }
    changeFee();
  }

  private boolean isTaken(final SimTransaction transaction) {
    return transaction.maxFeePerGas().compareTo(baseFee) >= 0
        && (!world.faulty() || random.nextInt(4) > 0);
  }

  private static boolean execute(
      final SimContracts state,
      final SimTransaction transaction,
      final L1BlockRef ref,
      final List<L1Event> events) {
    try {
      events.addAll(state.call(transaction, ref));
      return true;
    } catch (final L1RevertException e) {
      return false;
    }
  }

  private void changeFee() {
    if (!world.faulty()) {
      baseFee = GWEI;
    } else if (random.nextInt(20) == 0) {
      baseFee = GWEI.multiply(BigInteger.valueOf(1L << random.nextInt(5)));
    }
  }

  /** The newest blocks are replaced by others; their transactions wait again, or are lost. */
  void reorg(final int depth) {
    final int removed = Math.min(depth, chain.size() - 1);
    forks++;
    final List<SimTransaction> back = new ArrayList<>();
    for (int i = 0; i < removed; i++) {
      back.addAll(chain.removeLast().transactions());
    }
    for (final SimTransaction transaction : back) {
      if (random.nextInt(5) > 0) {
        pool.computeIfAbsent(transaction.from(), any -> new TreeMap<>())
            .putIfAbsent(transaction.nonce(), transaction);
      }
    }
    world.trace("L1 reorg of %d blocks with %d transactions".formatted(removed, back.size()));
    for (int i = 0; i <= removed; i++) {
      mine();
    }
  }

  // --- what a node sees whose endpoint may be some blocks behind

  Block at(final long number) {
    return chain.get((int) number);
  }

  Optional<Receipt> receipt(final Bytes32 hash, final long upTo) {
    final Iterator<Block> blocks = chain.reversed().iterator();
    while (blocks.hasNext()) {
      final Block block = blocks.next();
      final Boolean success = block.results().get(hash);
      if (success != null && block.ref().number() <= upTo) {
        return Optional.of(new Receipt(hash, block.ref().number(), block.ref().hash(), success));
      }
    }
    return Optional.empty();
  }
}
