/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.node.PoolFollowsChain;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MemoryTransactionPool;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/** A main node beside an L1, and its pool; each test class has stores of its own. */
abstract class TrustedReorgFixture {
  final FakeL1 l1 = new FakeL1();
  final StateStore store;
  final MainChain main;
  MemoryTransactionPool pool = new MemoryTransactionPool(MutableClock.create());
  SyncNode node;
  private final TestStore other;

  TrustedReorgFixture(final TestStore store, final TestStore other) {
    this.store = store.emptied();
    this.other = other;
    this.main = new MainChain(this.store);
  }

  @BeforeEach
  void start() {
    node = node(main.engine, store, pool);
    l1.mine(1);
    node.run();
  }

  SyncNode node(
      final ExecutionEngine engine, final StateStore db, final TransactionPool transactions) {
    return new SyncNode(l1, engine, db, NodeKind.MAIN, new PoolFollowsChain(transactions));
  }

  /** A block with so many transfers, each of which the pool has as selected. */
  L2Block block(final int transfers) throws PoolRejectedException {
    final L2Block block = main.block(transfers);
    for (final Bytes raw : block.transactions()) {
      pool.add(SignedTransaction.decode(raw));
    }
    pool.markSelected(
        block.transactions().stream().map(raw -> SignedTransaction.decode(raw).hash()).toList(),
        block.number());
    return block;
  }

  String status(final Bytes raw) {
    return pool.find(SignedTransaction.decode(raw).hash()).orElseThrow().status();
  }

  String event() {
    return store.read(tx -> tx.events().last(100)).stream()
        .filter(event -> event.eventId().equals("TRUSTED_REORG"))
        .findFirst()
        .orElseThrow()
        .description();
  }

  /** What a node is that never had anything but L1. */
  FakeEngine fromL1() {
    final FakeEngine engine = MainChain.genesis();
    new SyncNode(l1, engine, other.emptied(), NodeKind.EXTERNAL).run();
    return engine;
  }
}
