/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.trie.pathbased.common.worldview.accumulator.PathBasedWorldStateUpdateAccumulator;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.hyperledger.besu.plugin.data.BlockHeader;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.hyperledger.besu.plugin.services.worldstate.StateRootCommitter;

/** A world state that only counts the transactions that were committed to it. */
final class ToyState implements MutableWorldState {
  private final Deque<RuntimeException> failures = new ArrayDeque<>();
  private final WorldUpdater updater;

  /** Committed transactions up to each block, as they were stored. */
  private final Map<Long, Integer> stored;

  private int committed;
  private boolean closed;

  /**
   * @param bonsai by whose storage the plugin can throw away what a block did
   */
  ToyState(final boolean bonsai) {
    updater = bonsai ? new Accumulator() : new Updater();
    stored = new HashMap<>(Map.of(0L, 0));
  }

  private ToyState(final Map<Long, Integer> stored, final int committed) {
    this.updater = new Accumulator();
    this.stored = stored;
    this.committed = committed;
  }

  /** To read the state after a block, or to execute others on it. */
  ToyState copyAfter(final long block) {
    return new ToyState(Map.copyOf(stored), stored.get(block));
  }

  /** Before a block is built on that one. */
  void rollTo(final long block) {
    committed = stored.get(block);
  }

  private final class Accumulator extends PathBasedWorldStateUpdateAccumulator<Account> {
    @Override
    public void reset() {
      committed = stored.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    @Override
    public void commit() {}

    @Override
    public void markTransactionBoundary() {}

    @Override
    public WorldUpdater updater() {
      return new Updater();
    }

    @Override
    public Account get(final Address address) {
      return null;
    }
  }

  private final class Updater implements WorldUpdater {
    @Override
    public void commit() {
      committed++;
    }

    @Override
    public void markTransactionBoundary() {}

    @Override
    public WorldUpdater updater() {
      return this;
    }

    @Override
    public Account get(final Address address) {
      return null;
    }
  }

  /** The next block is not stored. */
  void failAtNextBlock(final RuntimeException failure) {
    failures.add(failure);
  }

  /** Of all blocks, also of one that is not stored yet. */
  int committed() {
    return committed;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void persist(final BlockHeader header, final StateRootCommitter committer) {
    if (!failures.isEmpty()) {
      throw failures.poll();
    }
    committer.compute(this, header, updater);
    stored.put(((org.hyperledger.besu.ethereum.core.BlockHeader) header).getNumber(), committed);
  }

  @Override
  public void persist(final BlockHeader header) {
    throw new UnsupportedOperationException("the engine says how the root is found");
  }

  @Override
  public Stream<StreamableAccount> streamAccounts(final Bytes32 startKeyHash, final int limit) {
    return Stream.empty();
  }

  @Override
  public Hash rootHash() {
    return frontierRootHash();
  }

  @Override
  public Hash frontierRootHash() {
    return Hash.wrap(Bytes32.leftPad(org.apache.tuweni.bytes.Bytes.ofUnsignedInt(committed)));
  }

  @Override
  public WorldUpdater updater() {
    return updater;
  }

  @Override
  public Account get(final Address address) {
    return null;
  }

  @Override
  public void close() {
    closed = true;
  }
}
