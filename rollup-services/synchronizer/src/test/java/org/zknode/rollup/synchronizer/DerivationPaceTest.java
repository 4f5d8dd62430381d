/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.MutableClock;

/** What a step of derivation takes of the thread, the engine and the state DB. */
class DerivationPaceTest extends DerivationKit {
  @Test
  void batchesThatTakeLongLeaveTheThreadToL1InBetween() {
    threeBatches();
    follower.runL1();
    final MutableClock clock = MutableClock.create();
    final ExecutionEngine slow =
        new ForwardingEngine(followerEngine) {
          @Override
          public BlockResult extend(
              final BlockAttributes attributes,
              final List<Bytes> transactions,
              final Optional<Bytes32> expected)
              throws BlockMismatchException {
            clock.advance(Derivation.MAX_STEP);
            return super.extend(attributes, transactions, expected);
          }
        };
    final Derivation derivation =
        new Derivation(
            slow,
            followerStore,
            follower.writer,
            MainChain.CHAIN,
            NodeKind.EXTERNAL,
            follower.l1Sync::atHead,
            clock);
    assertThat(derivation.step()).isTrue();
    assertThat(followerEngine.head().number()).as("of one batch").isEqualTo(3);
    assertThat(followerEngine.safeNumber()).isEqualTo(3);
    assertThat(derivation.isCaughtUp()).isFalse();
    assertThat(derivation.step()).isTrue();
    assertThat(followerEngine.head().number()).isEqualTo(4);
    assertThat(derivation.step()).isFalse();
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
    assertThat(derivation.isCaughtUp()).isTrue();
  }

  /** Each block once, before the one before it is executed, where that is known. */
  @Test
  void theEngineHearsOfBlocksBeforeTheirTurn() {
    threeBatches();
    follower.runL1();
    final List<String> heard = new ArrayList<>();
    final ExecutionEngine listening =
        new ForwardingEngine(followerEngine) {
          @Override
          public void prepare(final List<Bytes> transactions) {
            heard.add("prepare " + transactions.size());
          }

          @Override
          public BlockResult extend(
              final BlockAttributes attributes,
              final List<Bytes> transactions,
              final Optional<Bytes32> expected)
              throws BlockMismatchException {
            heard.add("extend " + transactions.size());
            return super.extend(attributes, transactions, expected);
          }
        };
    final Derivation derivation =
        new Derivation(
            listening,
            followerStore,
            follower.writer,
            MainChain.CHAIN,
            NodeKind.EXTERNAL,
            follower.l1Sync::atHead,
            MutableClock.create());
    derivation.step();
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
    assertThat(heard.subList(0, 7))
        .as("the first batch's blocks and that of the second batch")
        .containsExactly(
            "prepare 2", "prepare 0", "prepare 1", "prepare 1", "extend 2", "extend 0", "extend 1");
    assertThat(heard.subList(heard.size() - 2, heard.size()))
        .containsExactly("extend 0", "extend 3");
    heard.clear();
    follower.l1Sync.step();
    derivation.step();
    assertThat(heard).as("what is here is not built again").isEmpty();
  }

  /** What it says is read at once, and its rows are written at once. */
  @Test
  void aBatchMoreIsTwoTransactionsOfTheStateDbMore() {
    final AtomicInteger transactions = new AtomicInteger();
    final StateStore counted =
        (StateStore)
            Proxy.newProxyInstance(
                StateStore.class.getClassLoader(),
                new Class<?>[] {StateStore.class},
                (proxy, method, arguments) -> {
                  if (List.of("read", "update").contains(method.getName())) {
                    transactions.incrementAndGet();
                  }
                  return method.invoke(followerStore, arguments);
                });
    final Derivation derivation =
        new Derivation(
            followerEngine,
            counted,
            new ChainWriter(followerEngine, counted),
            MainChain.CHAIN,
            NodeKind.EXTERNAL,
            follower.l1Sync::atHead,
            MutableClock.create());
    main.block(1);
    main.block(1);
    l1.sequence(MainChain.COINBASE, main.close());
    follower.runL1();
    derivation.step();
    main.block(1, 1);
    main.block(2);
    l1.sequence(MainChain.COINBASE, main.close());
    follower.runL1();
    transactions.set(0);
    derivation.step();
    final int ofOne = transactions.getAndSet(0);
    main.block(1, 1);
    main.block(2, 1);
    final Bytes third = main.close();
    main.block(0);
    l1.sequence(MainChain.COINBASE, third, main.close());
    follower.runL1();
    transactions.set(0);
    derivation.step();
    assertThat(transactions.get() - ofOne).isEqualTo(2);
    assertThat(followerEngine.head()).isEqualTo(main.engine.head());
  }
}
