/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/** Numbers of blocks by tag: safe = virtual, finalized = verified (design 1). */
final class BlockTags {
  private final ExecutionEngine engine;
  private final StateStore store;

  BlockTags(final ExecutionEngine engine, final StateStore store) {
    this.engine = engine;
    this.store = store;
  }

  long resolve(final RpcParams params, final int index) throws RpcException {
    return params.tag(index).isPresent()
        ? byTag(index, params.tag(index).get())
        : params.quantity(index);
  }

  /**
   * @param value a tag, a quantity, or null for latest
   */
  long resolve(final Object value, final int index) throws RpcException {
    if (value == null) {
      return engine.head().number();
    }
    return RpcParams.tagOf(value).isPresent()
        ? byTag(index, (String) value)
        : RpcParams.quantity(index, value);
  }

  private long byTag(final int index, final String tag) throws RpcException {
    return switch (tag) {
      case "earliest" -> 0;
      case "latest", "pending" -> engine.head().number();
      case "safe" ->
          store.read(
              tx -> lastBlock(tx, tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L)));
      case "finalized" -> consolidatedBlock();
      default ->
          throw RpcParams.invalid("invalid argument %d: unknown tag %s".formatted(index, tag));
    };
  }

  /** Last L2 block of the last verified batch that this node has. */
  long consolidatedBlock() {
    return store.read(
        tx -> lastBlock(tx, tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L)));
  }

  private static long lastBlock(final StateStore.Tx tx, final long batch) {
    final long known = Long.min(batch, tx.batches().lastClosed().map(Batch::number).orElse(0L));
    return tx.batches().find(known).map(Batch::lastBlock).orElse(0L);
  }
}
