/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Shows in the host's pool what is in the pool DB, whichever node took it, and takes out what is
 * dead there: so that every node with the pool DB answers wallets the same. Bounded, because a
 * wallet's view must not cost the chain its pace.
 */
public final class PoolMirror {
  /** Of each kind in one step. */
  static final int PER_STEP = 200;

  /** While more are pending, the host's pool shows only what came over its own JSON-RPC. */
  static final int MAX_PENDING = 10_000;

  private static final Set<String> LIVE = Set.of("pending", "selected");

  private static final Logger LOG = LoggerFactory.getLogger(PoolMirror.class);

  private final TransactionPool pool;
  private final HostPool host;

  public PoolMirror(final TransactionPool pool, final HostPool host) {
    this.pool = pool;
    this.host = host;
  }

  /**
   * Looks once.
   *
   * @throws org.zknode.rollup.service.TemporaryException the pool DB cannot be reached
   */
  public void step() {
    if (!host.isEnabled() || pool.pendingCount() > MAX_PENDING) {
      return;
    }
    final Set<Bytes32> shown = host.hashes();
    final List<Candidate> pending = pool.candidates();
    add(pending.stream().filter(row -> !shown.contains(row.hash())).limit(PER_STEP).toList());
    final Set<Bytes32> others = new HashSet<>(shown);
    pending.forEach(row -> others.remove(row.hash()));
    remove(others.stream().limit(PER_STEP).toList());
  }

  private void add(final List<Candidate> missing) {
    final Map<Bytes32, Bytes> raw = pool.load(missing.stream().map(Candidate::hash).toList());
    final List<SignedTransaction> transactions = new ArrayList<>();
    for (final Candidate row : missing) {
      final Bytes bytes = raw.get(row.hash());
      if (bytes != null) {
        try {
          transactions.add(SignedTransaction.decode(bytes, row.sender()));
        } catch (final TransactionDecodeException e) {
          LOG.warn("a row of the pool DB is no transaction: {}", row.hash(), e);
        }
      }
    }
    if (!transactions.isEmpty()) {
      host.add(transactions);
    }
  }

  /** What is selected stays until its block comes here; the host takes it out itself then. */
  private void remove(final List<Bytes32> notPending) {
    final List<Bytes32> dead =
        notPending.stream()
            .filter(hash -> pool.find(hash).filter(row -> LIVE.contains(row.status())).isEmpty())
            .toList();
    if (!dead.isEmpty()) {
      host.remove(dead);
    }
  }
}
