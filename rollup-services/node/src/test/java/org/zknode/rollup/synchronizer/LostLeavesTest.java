/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.BlockIntent;
import org.zknode.rollup.testkit.TestStore;

/** An L1 reorg takes leaves of the L1 info tree that blocks of a main node name. */
class LostLeavesTest extends TrustedReorgFixture {
  private static final TestStore STORE = TestStore.open();
  private static final TestStore OTHER = TestStore.open();

  private final Random random = new Random(5);
  private final List<Bytes> data = new ArrayList<>();

  LostLeavesTest() {
    super(STORE, OTHER);
  }

  @AfterAll
  static void close() {
    STORE.close();
    OTHER.close();
  }

  /**
   * A block that stands on nothing else, and one that names a leaf which L1 loses.
   *
   * @return both, each closed in a batch of its own
   */
  private List<L2Block> blocksAroundALeafThatL1Loses() throws Exception {
    l1.mine(1);
    l1.updateExitRoot(Bytes32.random(random), Bytes32.random(random));
    node.run();
    final L2Block first = block(1);
    data.add(main.close());
    final L2Block naming = main.block(1, 1);
    pool.add(SignedTransaction.decode(naming.transactions().getFirst()));
    pool.markSelected(
        List.of(SignedTransaction.decode(naming.transactions().getFirst()).hash()),
        naming.number());
    data.add(main.close());
    node.run();
    assertThat(main.engine.head()).isEqualTo(naming);
    l1.reorg(1);
    return List.of(first, naming);
  }

  private void assertGivenUp(final List<L2Block> blocks) {
    assertThat(main.engine.head()).isEqualTo(blocks.getFirst());
    assertThat(status(blocks.getFirst().transactions().getFirst())).isEqualTo("selected");
    assertThat(status(blocks.getLast().transactions().getFirst())).isEqualTo("pending");
    assertThat(event()).contains("L1 lost leaf 1 of the L1 info tree, which block 2 names");
    assertThat(store.<Optional<BlockInfo>>read(tx -> tx.blocks().find(2))).isEmpty();
    assertThat(store.<Optional<BlockIntent>>read(tx -> tx.blockIntents().find(2))).isEmpty();
    assertThat(node.derivation.isCaughtUp()).isTrue();
  }

  @Test
  void anL1ReorgThatTakesALeafGivesUpTheBlocksThatNameIt() throws Exception {
    final List<L2Block> blocks = blocksAroundALeafThatL1Loses();
    l1.mine(3);
    node.run();
    assertGivenUp(blocks);
  }

  @Test
  void norDoesAnotherLeafInItsPlaceHelp() throws Exception {
    final List<L2Block> blocks = blocksAroundALeafThatL1Loses();
    l1.mine(1);
    l1.updateExitRoot(Bytes32.random(random), Bytes32.random(random));
    l1.mine(1);
    node.run();
    assertGivenUp(blocks);
  }

  /** They were under way already: what names the leaf is malformed, and an empty batch. */
  @Test
  void norDoSequencesThatComeToL1AllTheSame() throws Exception {
    final List<L2Block> blocks = blocksAroundALeafThatL1Loses();
    l1.mine(1);
    l1.sequence(MainChain.COINBASE, data.getFirst());
    l1.sequence(MainChain.COINBASE, data.getLast());
    l1.mine(1);
    node.run();
    assertGivenUp(blocks);
    assertThat(main.engine.head()).isEqualTo(fromL1().head());
  }
}
