/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.preconfirmation.Slice;

/** What the main node has told of transactions before their blocks were built, in all its lives. */
final class Told {
  private final List<Slice> slices = new CopyOnWriteArrayList<>();
  private long count;

  void add(final Slice slice) {
    slices.add(slice);
  }

  /** How many slices were told and looked at. */
  long checked() {
    return count;
  }

  /** Every transaction has the block, index, status and logs that were told. */
  void check(final ExecutionEngine engine) {
    for (final Slice slice : slices) {
      final L2Block block = engine.block(slice.block().number()).orElseThrow();
      assertThat(block.parentHash()).isEqualTo(slice.block().parentHash());
      assertThat(block.timestamp()).isEqualTo(slice.block().timestamp());
      final List<Receipt> receipts =
          engine.reader().executed(block.number()).orElseThrow().receipts();
      int index = slice.firstTransaction();
      for (final Included told : slice.transactions()) {
        final Bytes raw = told.transaction().raw();
        assertThat(block.transactions().get(index))
            .as("transaction %d of block %d", index, block.number())
            .isEqualTo(raw);
        assertThat(receipts.get(index))
            .as("receipt of transaction %d of block %d", index, block.number())
            .isEqualTo(told.receipt());
        index++;
      }
      count++;
    }
    forget();
  }

  /** Something happens for which nobody can keep what was told. */
  void forget() {
    slices.clear();
  }
}
