/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/** Part of {@link StateStoreContract}: blocks, and what is intended and promised of them. */
abstract class BlockRowsContract extends ProofRowsContract {
  static Bytes32 hash(final long value) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(value));
  }

  static BlockInfo block(final long number, final long batchNumber) {
    return new BlockInfo(number, hash(1000 + number), batchNumber, 50 + number, number / 2, 3);
  }

  @Test
  void blocks() {
    store()
        .update(
            tx -> {
              assertThat(tx.blocks().highestL1InfoTreeIndex()).isZero();
              assertThat(tx.blocks().lastWithL1InfoLeaf()).isEmpty();
              for (long number = 1; number <= 4; number++) {
                tx.blocks().insert(block(number, 0));
              }
              tx.blocks().assignBatch(2, 3, 8);
              assertThat(tx.blocks().highestL1InfoTreeIndex()).isEqualTo(2);
              assertThat(tx.blocks().lastWithL1InfoLeaf()).isEqualTo(tx.blocks().find(4));
            });
    store()
        .update(
            tx -> {
              assertThat(tx.blocks().find(1)).contains(block(1, 0));
              assertThat(tx.blocks().ofBatch(8)).containsExactly(block(2, 8), block(3, 8));
              assertThat(tx.blocks().last()).contains(block(4, 0));
              assertThat(tx.blocks().from(2, 2)).containsExactly(block(2, 8), block(3, 8));
              assertThat(tx.blocks().from(4, 2)).containsExactly(block(4, 0));
              tx.blocks().put(block(4, 9));
              assertThat(tx.blocks().last()).contains(block(4, 9));
              tx.blocks().put(block(5, 9));
              assertThat(tx.blocks().from(4, 9)).containsExactly(block(4, 9), block(5, 9));
              tx.blocks().deleteAbove(2);
              assertThat(tx.blocks().last()).contains(block(2, 8));
              assertThat(tx.blocks().find(3)).isEmpty();
            });
  }

  @Test
  void blockIntents() {
    final BlockIntent second = new BlockIntent(1, hash(2), 7, 3, 4);
    store()
        .update(
            tx -> {
              tx.blockIntents().put(new BlockIntent(1, hash(1), 5, 2, 0));
              tx.blockIntents().put(second);
              tx.blockIntents().put(new BlockIntent(2, hash(1), 8, 3, 0));
            });
    store()
        .update(
            tx -> {
              assertThat(tx.blockIntents().find(1)).contains(second);
              tx.blockIntents().deleteUpTo(1);
              assertThat(tx.blockIntents().find(1)).isEmpty();
              assertThat(tx.blockIntents().find(2)).isPresent();
            });
  }

  @Test
  void blockSlices() {
    final BlockSlice first = new BlockSlice(1, 0, List.of(Bytes.of(1), Bytes.of(2, 3)));
    final BlockSlice second = new BlockSlice(1, 1, List.of(Bytes.EMPTY));
    final BlockSlice other = new BlockSlice(2, 0, List.of());
    store()
        .update(
            tx -> {
              tx.blockIntents().put(new BlockIntent(1, hash(1), 5, 2, 0));
              tx.blockIntents().put(new BlockIntent(2, hash(1), 8, 3, 0));
              tx.blockSlices().insert(second);
              tx.blockSlices().insert(first);
              tx.blockSlices().insert(other);
              tx.blockIntents().put(new BlockIntent(1, hash(1), 5, 3, 0));
            });
    assertThatThrownBy(() -> store().update(tx -> tx.blockSlices().insert(first)))
        .hasMessageContaining("23505");
    assertThatThrownBy(
            () -> store().update(tx -> tx.blockSlices().insert(new BlockSlice(3, 0, List.of()))))
        .hasMessageContaining("23503");
    store()
        .update(
            tx -> {
              assertThat(tx.blockSlices().of(1)).containsExactly(first, second);
              assertThat(tx.blockSlices().count(1)).isEqualTo(2);
              final BlockIntent another = new BlockIntent(1, hash(2), 6, 4, 0);
              assertThat(tx.blockIntents().putUnlessPromised(another)).isFalse();
              assertThat(tx.blockIntents().find(1)).contains(new BlockIntent(1, hash(1), 5, 3, 0));
              assertThat(tx.blockIntents().deleteUpTo(1)).isEqualTo(2);
              assertThat(tx.blockSlices().count(1)).isZero();
              assertThat(tx.blockIntents().deleteUpTo(1)).isZero();
              assertThat(tx.blockIntents().putUnlessPromised(another)).isTrue();
              assertThat(tx.blockIntents().putUnlessPromised(another)).isTrue();
              assertThat(tx.blockIntents().find(1)).contains(another);
              assertThat(tx.blockSlices().of(2)).containsExactly(other);
              tx.blockSlices().deleteOf(2);
              assertThat(tx.blockSlices().of(2)).isEmpty();
              assertThat(tx.blockIntents().find(2)).isPresent();
            });
  }

  @Test
  void anOriginIsOfOneBlockAndOneListInItsOrder() {
    final Bytes32 block = Bytes32.repeat((byte) 1);
    final List<Bytes> list = List.of(Bytes.of(1), Bytes.of(2, 3));
    final BlockOrigin origin = BlockOrigin.of(block, list);
    store().update(tx -> tx.blockOrigins().insertIfAbsent(origin));
    store().update(tx -> tx.blockOrigins().insertIfAbsent(origin));
    final StoredOrigins origins = new StoredOrigins(store());
    assertThat(origins.gave(block, list)).isTrue();
    assertThat(origins.gave(block.not(), list)).isFalse();
    for (final List<Bytes> other :
        List.of(
            List.<Bytes>of(),
            list.reversed(),
            list.subList(0, 1),
            List.of(Bytes.of(1, 2), Bytes.of(3)),
            List.of(Bytes.of(1, 2, 3)))) {
      assertThat(origins.gave(block, other)).as("%s", other).isFalse();
    }
  }
}
