/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.zknode.rollup.chain.ChainHashesTest.repeat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values come from a separate, recursive implementation of the tree. */
class L1InfoTreeTest {

  private static List<Bytes32> leaves(final int count) {
    final List<Bytes32> leaves = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      leaves.add(repeat(i));
    }
    return leaves;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x27ae5ba08d7291c96c8cbddcc148bf48a6d68c7974b94356f53754ef6171d757",
    "1, 0xbb8f0efcecad856c94b9253d646c8c615d625e213c91521566f7a09f95971f06",
    "2, 0x55347c4ed719f8c167e70f6a0dc3bf65e68905325ddb73c445e9386c3c60a71e",
    "3, 0xb358f03f25ba8818ca8bcb192a971f29f023ae4d2b562d77292da2aedc622bae",
    "5, 0x088cc9a205cbb7aaf226bbbc2c53ca7a5fedff2e4478bed324bd563cd42fdc40",
  })
  void rootOfSomeLeaves(final int count, final String root) {
    assertThat(L1InfoTree.of(leaves(count)).root()).isEqualTo(Bytes32.fromHexString(root));
    assertThat(L1InfoTree.of(leaves(count)).size()).isEqualTo(count);
  }

  @Test
  void leafAndGlobalExitRoot() {
    final Bytes32 globalExitRoot = L1InfoTree.globalExitRoot(repeat(5), repeat(6));
    assertThat(globalExitRoot)
        .isEqualTo(
            Bytes32.fromHexString(
                "0x75e9139531d958d0d597c7a5d1c879cb3b852eb58b0dab15a98cc72735b69ac7"));
    assertThat(L1InfoTree.leaf(globalExitRoot, repeat(7), 1697231573L))
        .isEqualTo(
            Bytes32.fromHexString(
                "0x027f8d28f64ec03f70b9739903ac067ac74e25b7bdf4250c0eccd5bf4432eb2a"));
  }

  @Test
  void theProofOfTheNextLeafIsThatOfTheLastOne() {
    for (int count = 1; count < 40; count++) {
      assertThat(L1InfoTree.of(leaves(count - 1)).nextProof())
          .isEqualTo(L1InfoTree.proof(leaves(count), count - 1));
    }
  }

  @Test
  void zeroHashes() {
    assertThat(L1InfoTree.zeroHash(0)).isEqualTo(Bytes32.ZERO);
    assertThat(L1InfoTree.zeroHash(1))
        .isEqualTo(
            Bytes32.fromHexString(
                "0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5"));
    assertThat(L1InfoTree.empty().root()).isEqualTo(L1InfoTree.zeroHash(L1InfoTree.HEIGHT));
  }

  @Test
  void appendingLeavesTheOldTreeAsItWas() {
    final L1InfoTree one = L1InfoTree.of(leaves(1));
    final Bytes32 before = one.root();
    assertThat(one.append(repeat(2)).root()).isNotEqualTo(before);
    assertThat(one.root()).isEqualTo(before);
    assertThat(one.size()).isEqualTo(1);
  }

  @Property(tries = 100)
  void everyProofLeadsToTheRootAndNoOtherLeafDoes(
      @ForAll @IntRange(min = 1, max = 40) final int count, @ForAll @IntRange final int any) {
    final List<Bytes32> leaves = leaves(count);
    final int index = any % count;
    final Bytes32 root = L1InfoTree.of(leaves).root();
    final List<Bytes32> proof = L1InfoTree.proof(leaves, index);
    assertThat(proof).hasSize(32);
    assertThat(L1InfoTree.verify(leaves.get(index), index, proof, root)).isTrue();
    assertThat(L1InfoTree.verify(repeat(0xee), index, proof, root)).isFalse();
    assertThat(L1InfoTree.verify(leaves.get(index), index + 1L, proof, root)).isFalse();
    assertThat(L1InfoTree.verify(leaves.get(index), index, proof.subList(0, 31), root)).isFalse();
  }

  @Test
  void thereIsNoProofOfAMissingLeaf() {
    assertThatIllegalArgumentException().isThrownBy(() -> L1InfoTree.proof(leaves(2), 2));
  }
}
