/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import static org.zknode.rollup.chain.L2Contracts.EXIT_ROOT_MANAGER;
import static org.zknode.rollup.chain.L2Contracts.LOCAL_EXIT_ROOT_SLOT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.service.TemporaryException;

/**
 * The local exit root of the own chain after each of its blocks, as this node has executed them
 * (docs/spec/bridge.md, "Local exit root of a batch"). Engines keep few states, so each change is
 * stored when its block is executed. What a crash or a failing database kept from being stored is
 * found again from the states that the engine still has. Thread-safe.
 */
public final class LocalExitRoots implements ExitRoots {
  private static final Logger LOG = LoggerFactory.getLogger(LocalExitRoots.class);

  /** Changes that are read at a time; more than one only after blocks were given up. */
  private static final int PAGE = 16;

  private record Known(Bytes32 blockHash, Bytes32 root) {}

  private final ExecutionEngine engine;
  private final StateStore store;

  /** Of the newest block up to which every change is stored; empty while that is not known. */
  private Optional<Known> known = Optional.empty();

  public LocalExitRoots(final ExecutionEngine engine, final StateStore store) {
    this.engine = engine;
    this.store = store;
  }

  @Override
  public synchronized Bytes32 after(final long number) {
    if (known.isEmpty()) {
      catchUp(engine.head());
    }
    return stored(number);
  }

  /** Stores what the block changed, which has become the head; when that fails, later. */
  public synchronized void executed(final L2Block block) {
    try {
      final Optional<Bytes32> before =
          known.filter(last -> last.blockHash().equals(block.parentHash())).map(Known::root);
      if (before.isEmpty()) {
        catchUp(block);
        return;
      }
      final Bytes32 root = read(block.number());
      if (!root.equals(before.get())) {
        store(List.of(new ExitRootChange(block.hash(), block.number(), root)));
      }
      known = Optional.of(new Known(block.hash(), root));
    } catch (final TemporaryException e) {
      known = Optional.empty();
      LOG.warn(
          "the local exit root of block {} is stored later: {}", block.number(), e.getMessage());
    }
  }

  /** Compares what is stored with the engine's states, from the newest down to where they agree. */
  private void catchUp(final L2Block newest) {
    final Bytes32 root = read(newest.number());
    final List<ExitRootChange> missing = new ArrayList<>();
    L2Block block = newest;
    Bytes32 after = root;
    while (block.number() > 0 && !stored(block.number()).equals(after)) {
      final Optional<Bytes32> before = readable(block.number() - 1);
      if (!before.equals(Optional.of(after))) {
        missing.add(new ExitRootChange(block.hash(), block.number(), after));
      }
      if (before.isEmpty()) {
        break;
      }
      after = before.get();
      block = block(block.number() - 1);
    }
    store(missing);
    known = Optional.of(new Known(newest.hash(), root));
  }

  private Bytes32 read(final long number) {
    return engine.storage(number, EXIT_ROOT_MANAGER, LOCAL_EXIT_ROOT_SLOT);
  }

  private Optional<Bytes32> readable(final long number) {
    try {
      return Optional.of(read(number));
    } catch (final StateUnavailableException e) {
      LOG.debug("no state to read the local exit root from: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void store(final List<ExitRootChange> changes) {
    if (!changes.isEmpty()) {
      store.update(tx -> changes.forEach(tx.exitRootChanges()::insertIfAbsent));
    }
  }

  private Bytes32 stored(final long number) {
    for (int skip = 0; ; skip += PAGE) {
      final int from = skip;
      final List<ExitRootChange> changes =
          store.read(tx -> tx.exitRootChanges().atOrBelow(number, from, PAGE));
      final Optional<ExitRootChange> canonical =
          changes.stream().filter(this::isCanonical).findFirst();
      if (canonical.isPresent()) {
        return canonical.get().root();
      }
      if (changes.size() < PAGE) {
        return Bytes32.ZERO;
      }
    }
  }

  private boolean isCanonical(final ExitRootChange change) {
    return engine
        .block(change.blockNumber())
        .map(L2Block::hash)
        .filter(change.blockHash()::equals)
        .isPresent();
  }

  private L2Block block(final long number) {
    return engine
        .block(number)
        .orElseThrow(() -> new EngineException("block %d is gone".formatted(number)));
  }
}
