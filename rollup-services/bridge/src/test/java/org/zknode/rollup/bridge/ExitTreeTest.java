/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L1InfoTree;

/** The reference is the L1 info tree, which keeps no nodes: the same tree by another way. */
class ExitTreeTest {
  private final MemoryNodes nodes = new MemoryNodes();
  private final ExitTree tree = new ExitTree(nodes);

  private static List<Bytes32> leaves(final long from, final long to) {
    return LongStream.range(from, to)
        .mapToObj(index -> Keccak256.hash(Bytes.ofUnsignedLong(index)))
        .toList();
  }

  @Test
  void anEmptyTreeHasTheRootOfNothing() {
    assertThat(tree.root(0)).isEqualTo(L1InfoTree.empty().root());
    assertThat(tree.append(List.of())).isEmpty();
    assertThat(tree.size()).isZero();
  }

  @Property(tries = 200)
  void everyFormerTreeIsProven(
      @ForAll @IntRange(min = 1, max = 70) final int size,
      @ForAll @IntRange(min = 1, max = 70) final int former,
      @ForAll @IntRange(max = 69) final int index,
      @ForAll @IntRange(min = 1, max = 70) final int atOnce) {
    final ExitTree grown = new ExitTree(new MemoryNodes());
    final List<Bytes32> all = leaves(0, size);
    final List<Bytes32> roots = new ArrayList<>();
    for (int from = 0; from < size; from += atOnce) {
      roots.addAll(grown.append(all.subList(from, Math.min(size, from + atOnce))));
    }
    assertThat(roots).hasSize(size);
    final int asked = Math.min(former, size);
    final List<Bytes32> leaves = all.subList(0, asked);
    final int leaf = index % asked;

    assertThat(roots.get(asked - 1)).isEqualTo(L1InfoTree.of(leaves).root());
    assertThat(grown.root(asked)).isEqualTo(roots.get(asked - 1));
    assertThat(grown.proof(leaf, asked)).isEqualTo(L1InfoTree.proof(leaves, leaf));
    assertThat(
            L1InfoTree.verify(all.get(leaf), leaf, grown.proof(leaf, asked), roots.get(asked - 1)))
        .isTrue();
  }

  @Property(tries = 100)
  void whatIsCutAndGrowsAgainIsAsIfItHadNeverBeen(
      @ForAll @IntRange(max = 40) final int kept,
      @ForAll @IntRange(max = 40) final int cut,
      @ForAll @IntRange(max = 40) final int added) {
    final MemoryNodes changed = new MemoryNodes();
    final ExitTree grown = new ExitTree(changed);
    grown.append(leaves(0, (long) kept + cut));
    grown.truncate(kept);
    assertThat(grown.root(kept)).isEqualTo(L1InfoTree.of(leaves(0, kept)).root());
    grown.append(leaves(1000, 1000L + added));

    final List<Bytes32> all = new ArrayList<>(leaves(0, kept));
    all.addAll(leaves(1000, 1000L + added));
    final MemoryNodes fresh = new MemoryNodes();
    new ExitTree(fresh).append(all);
    assertThat(grown.root(grown.size())).isEqualTo(L1InfoTree.of(all).root());
    assertThat(changed.count()).isEqualTo(fresh.count());
  }

  /** However many leaves there are: two nodes for each level, at once. */
  @Test
  void aProofReadsFewNodes() {
    tree.append(leaves(0, 5000));
    tree.proof(1234, 4999);
    assertThat(nodes.largestRead()).isLessThanOrEqualTo(2 * ExitTree.HEIGHT);
  }

  @Test
  void whatWasNeverThereIsRefusedByName() {
    tree.append(leaves(0, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.proof(2, 2))
        .withMessage("no leaf 2 in an exit tree of 2 leaves");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.proof(-1, 2))
        .withMessageContaining("no leaf -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.root(4))
        .withMessage("the exit tree has 3 leaves, asked for 4");
    assertThatIllegalArgumentException().isThrownBy(() -> tree.truncate(4));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.truncate(-1));
  }

  @Test
  void aNodeThatIsMissingIsToldInsteadOfAWrongRoot() {
    tree.append(leaves(0, 3));
    final ExitTree holed =
        new ExitTree(
            new ExitTreeNodes() {
              @Override
              public long size() {
                return nodes.size();
              }

              @Override
              public Optional<Bytes32> leaf(final long index) {
                return nodes.leaf(index);
              }

              @Override
              public List<Node> find(final Set<Place> places) {
                return nodes.find(places).stream()
                    .filter(node -> node.place().height() == 0)
                    .toList();
              }

              @Override
              public void append(final List<Node> added, final long size) {
                nodes.append(added, size);
              }

              @Override
              public void truncate(final long size) {
                nodes.truncate(size);
              }
            });
    assertThatIllegalStateException()
        .isThrownBy(() -> holed.root(3))
        .withMessage("the exit tree lacks node 0 of height 1");
  }
}
