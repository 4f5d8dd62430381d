/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.L1InfoLeaves;
import org.zknode.rollup.testkit.MemoryStateStore;

class L1InfoProofsTest {
  private static final int GROUP = L1InfoProofs.GROUP;

  private final StateStore store = new MemoryStateStore().session();
  private final L1InfoProofs proofs = new L1InfoProofs();
  private final AtomicInteger rowsRead = new AtomicInteger();
  private final List<Bytes32> hashes = new ArrayList<>();
  private L1InfoTree tree = L1InfoTree.empty();

  /** Each leaf in a block of its own, so that a reorg may cut anywhere. */
  private void grow(final int to, final String seed) {
    store.update(
        tx -> {
          for (int index = hashes.size() + 1; index <= to; index++) {
            final Bytes32 root =
                Keccak256.hash(
                    Bytes.wrap((seed + index).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            hashes.add(L1InfoTree.leaf(root, root, index));
            tree = tree.append(hashes.getLast());
            tx.l1Blocks().insert(new L1BlockRef(index, root, Bytes32.ZERO, index));
            tx.l1InfoLeaves()
                .insert(new L1InfoLeaf(index, index, root, root, root, root, index, tree.root()));
          }
        });
  }

  private void cut(final int to) {
    store.update(tx -> tx.l1Blocks().deleteAbove(to));
    hashes.subList(to, hashes.size()).clear();
    tree = L1InfoTree.of(hashes);
  }

  private Map<Long, L1InfoProofs.Proven> of(final long size, final Long... indices) {
    return store.read(
        tx -> proofs.of(counting(tx.l1InfoLeaves()), new TreeSet<>(List.of(indices)), size));
  }

  private L1InfoLeaves counting(final L1InfoLeaves rows) {
    return (L1InfoLeaves)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {L1InfoLeaves.class},
            (proxy, method, arguments) -> {
              final Object result = method.invoke(rows, arguments);
              rowsRead.addAndGet(result instanceof List<?> list ? list.size() : 1);
              return result;
            });
  }

  private void assertProves(final int size, final long... indices) {
    final Bytes32 root = L1InfoTree.of(hashes.subList(0, size)).root();
    final Long[] boxed = java.util.Arrays.stream(indices).boxed().toArray(Long[]::new);
    final Map<Long, L1InfoProofs.Proven> proven = of(size, boxed);
    assertThat(proven).containsOnlyKeys(boxed);
    proven.forEach(
        (index, proof) ->
            assertThat(
                    L1InfoTree.verify(
                        hashes.get((int) (index - 1)), index - 1, proof.siblings(), root))
                .as("leaf %d of %d", index, size)
                .isTrue());
  }

  @Test
  void proofsLeadToTheRootAtEachSize() {
    grow(2 * GROUP + 10, "a");
    for (final int size : new int[] {1, 2, GROUP - 1, GROUP, GROUP + 1, 2 * GROUP, 2 * GROUP + 9}) {
      assertProves(size, 1, (size + 1) / 2, size);
    }
  }

  @Test
  void aProofReadsItsGroupAndNotTheTree() {
    grow(10 * GROUP + 5, "a");
    of(10 * GROUP + 5, 1L);
    rowsRead.set(0);
    assertProves(10 * GROUP + 5, 3 * GROUP + 7, 3 * GROUP + 8);
    assertThat(rowsRead.get()).isLessThan(GROUP + 10);
  }

  @Test
  void leavesThatAReorgReplacedAreReadAgain() {
    grow(4 * GROUP, "a");
    assertProves(4 * GROUP, 5, 4 * GROUP);
    cut(GROUP + 3);
    grow(4 * GROUP, "b");
    assertProves(4 * GROUP, 5, GROUP + 3, GROUP + 4, 4 * GROUP);
    assertProves(2 * GROUP, 2 * GROUP);
  }

  @Test
  void aLeafThatIsMissingIsTemporary() {
    grow(3, "a");
    assertThatThrownBy(() -> of(5, 1L))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("leaves 1 to 5");
  }
}
