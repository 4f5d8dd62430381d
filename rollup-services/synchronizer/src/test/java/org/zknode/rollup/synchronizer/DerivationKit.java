/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestStore;

/** A main node and an external one that derives its chain from the same L1. */
abstract class DerivationKit {
  static final Bytes32 ROOT_A = Bytes32.repeat((byte) 0xa);
  static final Bytes32 ROOT_B = Bytes32.repeat((byte) 0xb);

  final FakeL1 l1 = new FakeL1();
  final StateStore mainStore = TestStore.borrow();
  final StateStore followerStore = TestStore.borrow();
  final MainChain main = new MainChain(mainStore);
  final FakeEngine followerEngine = MainChain.genesis();
  SyncNode mainNode;
  SyncNode follower;
  private Optional<StateStore> another = Optional.empty();

  @BeforeEach
  void start() {
    mainNode = new SyncNode(l1, main.engine, mainStore, NodeKind.MAIN);
    follower = new SyncNode(l1, followerEngine, followerStore, NodeKind.EXTERNAL);
    l1.updateExitRoot(ROOT_A, ROOT_B);
    mainNode.run();
  }

  @AfterEach
  void close() {
    mainStore.close();
    followerStore.close();
    another.ifPresent(StateStore::close);
  }

  /** An empty one, of a third node; what it gave before is closed. */
  final StateStore emptyStore() {
    another.ifPresent(StateStore::close);
    final StateStore empty = TestStore.borrow();
    another = Optional.of(empty);
    return empty;
  }

  /** Three batches in two sequences, the first verified. */
  final void threeBatches() {
    main.block(2);
    main.block(0);
    main.block(1, 1);
    final Bytes one = main.close();
    final Bytes32 rootOfOne = main.engine.head().stateRoot();
    main.block(1);
    final Bytes two = main.close();
    main.block(0);
    main.block(3);
    final Bytes three = main.close();
    l1.sequence(MainChain.COINBASE, one, two);
    l1.verify(1, rootOfOne);
    l1.sequence(MainChain.COINBASE, three);
  }
}
