/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.bridge.BridgeLogs.L1_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.L2_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.OWN;
import static org.zknode.rollup.bridge.BridgeLogs.USER;
import static org.zknode.rollup.bridge.BridgeLogs.leaf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.service.TemporaryException;

/**
 * Both chains do what they like: deposits, verifications, claims, reorgs, unwinds, while the
 * database fails before or after commits and the node restarts. At the end the index has exactly
 * what the chains have, and proves it.
 */
class IndexAgreesTest extends IndexFixture {
  private static final int STEPS = 120;

  /** What one block of L1 brought, so that a reorg can take it. */
  private record OnL1(int mainnetLeaves, RollupExitRoots rollups, int claims) {}

  /** The same of L2. */
  private record OnL2(int leaves, int claims) {}

  private final LoggingEngine engine = new LoggingEngine();
  private final List<ExitLeaf> mainnet = new ArrayList<>();
  private final List<ExitLeaf> own = new ArrayList<>();
  private final List<Long> claimedOnL1 = new ArrayList<>();
  private final List<Long> claimedOnL2 = new ArrayList<>();
  private final Deque<OnL1> l1Blocks = new ArrayDeque<>();
  private final Deque<OnL2> l2Blocks = new ArrayDeque<>();
  private Random random;
  private BridgeStore flaky;
  private L1BridgeIndex onL1;
  private L2BridgeIndex onL2;

  /** Fails now and then, in half of the cases after the commit. */
  private final class Flaky implements BridgeStore {
    @Override
    public <T> T read(final Function<Tx, T> work) {
      return store.read(work);
    }

    @Override
    public <T> T write(final Function<Tx, T> work) {
      if (random.nextInt(8) == 0) {
        throw new TemporaryException("before the commit");
      }
      final T result = store.write(work);
      if (random.nextInt(8) == 0) {
        throw new TemporaryException("after the commit");
      }
      return result;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theIndexHasWhatTheChainsHave(final long seed) {
    random = new Random(seed);
    flaky = new Flaky();
    restart();
    for (int i = 0; i < STEPS; i++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> blockOnL1();
        case 3, 4, 5 -> blockOnL2();
        case 6 -> reorgL1();
        case 7 -> unwindL2();
        case 8 -> restart();
        default -> indexes();
      }
    }
    random =
        new Random(1) {
          private static final long serialVersionUID = 1L;

          @Override
          public int nextInt(final int bound) {
            return bound - 1;
          }
        };
    // L1 has grown beyond whatever was indexed of another fork.
    l1.mine(5);
    verifyOwn();
    synchronize();
    run(onL1);
    while (onL2.step()) {
      // One window after the other.
    }
    requireAgreement();
  }

  private void restart() {
    onL1 = new L1BridgeIndex(flaky, state, l1, BridgeLogs.CONTRACTS);
    onL2 = new L2BridgeIndex(flaky, engine, block -> Bytes32.ZERO, BridgeLogs.CONTRACTS);
  }

  private void indexes() {
    synchronize();
    for (int i = random.nextInt(4); i >= 0; i--) {
      try {
        onL1.step();
        onL2.step();
      } catch (final TemporaryException e) {
        // The role's loop would try again.
        assertThat(e).hasMessageNotContaining("led to");
      }
    }
  }

  private void blockOnL1() {
    l1Blocks.push(new OnL1(mainnet.size(), rollups, claimedOnL1.size()));
    final List<Log> logs = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      final ExitLeaf deposit = leaf(random.nextInt(4) == 0 ? 9 : OWN, USER, random.nextInt(1000));
      mainnet.add(deposit);
      logs.addAll(depositLogs(deposit));
    }
    if (random.nextInt(3) == 0 && claimedOnL1.size() < own.size()) {
      final long count = claimedOnL1.size();
      claimedOnL1.add(count);
      logs.add(
          BridgeLogs.claim(L1_BRIDGE, GlobalIndex.of(OWN, count).encode(), own.get((int) count)));
    }
    final boolean verifies = random.nextBoolean();
    if (verifies) {
      final long rollup = random.nextBoolean() ? OWN : 1 + random.nextInt(5);
      final Bytes32 root =
          rollup == OWN ? ownRoot(random.nextInt(own.size() + 1)) : Bytes32.random(random);
      rollups = rollups.with(rollup, root);
      logs.add(BridgeLogs.verified(rollup, root));
    }
    // The manager adds a leaf with each verification that changes a root.
    mine(random.nextInt(3) > 0 || verifies, logs);
  }

  private void verifyOwn() {
    rollups = rollups.with(OWN, ownRoot(own.size()));
    mine(true, List.of(BridgeLogs.verified(OWN, ownRoot(own.size()))));
  }

  private Bytes32 ownRoot(final int size) {
    return size == 0
        ? Bytes32.ZERO
        : L1InfoTree.of(own.subList(0, size).stream().map(ExitLeaf::hash).toList()).root();
  }

  private void reorgL1() {
    final int depth = Math.min(l1Blocks.size(), 1 + random.nextInt(4));
    if (depth == 0) {
      return;
    }
    l1.reorg(depth);
    OnL1 before = l1Blocks.pop();
    for (int i = 1; i < depth; i++) {
      before = l1Blocks.pop();
    }
    cut(mainnet, before.mainnetLeaves());
    cut(mainnetLeaves, before.mainnetLeaves());
    cut(claimedOnL1, before.claims());
    rollups = before.rollups();
  }

  private void blockOnL2() {
    l2Blocks.push(new OnL2(own.size(), claimedOnL2.size()));
    final List<Log> logs = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      final ExitLeaf withdrawal = leaf(0, USER, random.nextInt(1000));
      logs.add(BridgeLogs.deposit(L2_BRIDGE, withdrawal, own.size()));
      own.add(withdrawal);
    }
    if (random.nextInt(3) == 0 && claimedOnL2.size() < mainnet.size()) {
      final long count = claimedOnL2.size();
      claimedOnL2.add(count);
      logs.add(
          BridgeLogs.claim(L2_BRIDGE, GlobalIndex.of(0, count).encode(), mainnet.get((int) count)));
    }
    engine.extend(logs.toArray(Log[]::new));
  }

  private void unwindL2() {
    final int depth = Math.min(l2Blocks.size(), 1 + random.nextInt(4));
    if (depth == 0) {
      return;
    }
    engine.unwindTo(engine.head().number() - depth);
    OnL2 before = l2Blocks.pop();
    for (int i = 1; i < depth; i++) {
      before = l2Blocks.pop();
    }
    cut(own, before.leaves());
    cut(claimedOnL2, before.claims());
  }

  private static void cut(final List<?> list, final int size) {
    list.subList(Math.min(size, list.size()), list.size()).clear();
  }

  private void requireAgreement() {
    assertThat(view.positions())
        .extracting(IndexPosition::deposits)
        .containsExactly((long) mainnet.size(), (long) own.size());
    assertThat(view.claimsTo(USER, 0, 1).total())
        .isEqualTo(claimedOnL1.size() + claimedOnL2.size());
    final Bytes32 newest = globalExitRoot();
    for (int count = 0; count < mainnet.size(); count++) {
      final Deposit deposit = view.deposit(0, count).orElseThrow();
      assertThat(deposit.leaf()).isEqualTo(mainnet.get(count));
      assertThat(deposit.claimTransaction().isPresent())
          .isEqualTo(
              deposit.leaf().destinationNetwork() == OWN && claimedOnL2.contains((long) count));
      assertProves(view.proof(0, count, newest), deposit);
    }
    for (int count = 0; count < own.size(); count++) {
      final Deposit deposit = view.deposit(OWN, count).orElseThrow();
      assertThat(deposit.leaf()).isEqualTo(own.get(count));
      assertThat(deposit.readyForClaim()).isTrue();
      assertThat(deposit.claimTransaction().isPresent())
          .isEqualTo(claimedOnL1.contains((long) count));
      assertProves(view.proof(OWN, count), deposit);
    }
    assertThat(view.pending(Optional.empty(), 0, ExitLeaf.LeafType.ASSET, 0, 1).total())
        .isEqualTo(own.size() - claimedOnL1.stream().filter(count -> count < own.size()).count());
  }
}
