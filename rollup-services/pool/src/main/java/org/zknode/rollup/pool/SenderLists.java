/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Map;
import java.util.Set;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.PoolConfig.AllowList;

/**
 * The operator's lists in the pool DB, held in memory. While the database cannot be reached the
 * last lists stay in force. Thread-safe.
 */
public final class SenderLists implements SenderRules {
  private final AllowList policy;
  private final Source source;
  private volatile Lists lists;

  /** Reads tables pool.blocked and pool.allowed. */
  @FunctionalInterface
  public interface Source {
    /**
     * @throws org.zknode.rollup.service.TemporaryException the database cannot be reached, or a
     *     list is longer than this node takes
     */
    Lists read();
  }

  /**
   * @param allowed address to whether it may deploy
   */
  public record Lists(Set<Address> blocked, Map<Address, Boolean> allowed) {
    public Lists {
      blocked = Set.copyOf(blocked);
      allowed = Map.copyOf(allowed);
    }
  }

  /** Reads the lists for the first time: without them nobody could be let in. */
  public SenderLists(final AllowList policy, final Source source) {
    this.policy = policy;
    this.source = source;
    this.lists = source.read();
  }

  /** Reads the lists again. */
  public void refresh() {
    lists = source.read();
  }

  /** The lists in force. */
  Lists current() {
    return lists;
  }

  @Override
  public boolean anyInForce() {
    return policy != AllowList.OFF || !lists.blocked().isEmpty();
  }

  @Override
  public boolean isBlocked(final Address account) {
    return lists.blocked().contains(account);
  }

  @Override
  public boolean maySend(final Address sender) {
    return policy != AllowList.TRANSACTIONS || lists.allowed().containsKey(sender);
  }

  @Override
  public boolean mayDeploy(final Address sender) {
    return policy == AllowList.OFF || lists.allowed().getOrDefault(sender, false);
  }
}
