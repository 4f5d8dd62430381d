/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Numbers of blocks by tag: {@code safe} or {@code virtual} = last block of the last batch in an L1
 * sequence, {@code finalized} or {@code verified} = last block of the last batch proven on L1
 * (docs/spec/rpc.md, "Tags"). An EIP-1898 object names a block by number or hash.
 */
final class BlockTags {
  private final ExecutionEngine engine;
  private final StateStore store;

  BlockTags(final ExecutionEngine engine, final StateStore store) {
    this.engine = engine;
    this.store = store;
  }

  long resolve(final RpcParams params, final int index) throws RpcException {
    return resolve(params.value(index), index);
  }

  /**
   * @param value a tag, a quantity, an EIP-1898 object, or null for latest
   */
  long resolve(final Object value, final int index) throws RpcException {
    if (value == null) {
      return engine.head().number();
    }
    if (value instanceof Map<?, ?> object) {
      return byObject(object, index);
    }
    return RpcParams.tagOf(value).isPresent()
        ? byTag(index, (String) value)
        : RpcParams.quantity(index, value);
  }

  private long byObject(final Map<?, ?> object, final int index) throws RpcException {
    final Object number = object.get("blockNumber");
    final Object hash = object.get("blockHash");
    if ((number == null) == (hash == null)) {
      throw RpcParams.invalid(
          "invalid argument %d: expected either blockNumber or blockHash".formatted(index));
    }
    if (number != null) {
      return RpcParams.tagOf(number).isPresent()
          ? byTag(index, (String) number)
          : RpcParams.quantity(index, number);
    }
    final Bytes32 wanted = RpcParams.bytes32(index, hash);
    return engine
        .reader()
        .blockByHash(wanted)
        .map(L2Block::number)
        .orElseThrow(
            () ->
                new RpcException(
                    RpcException.DEFAULT, "no canonical block has hash " + wanted.toHexString()));
  }

  private long byTag(final int index, final String tag) throws RpcException {
    return switch (tag) {
      case "earliest" -> 0;
      case "latest", "pending" -> engine.head().number();
      case "safe", "virtual" ->
          store.read(
              tx -> lastBlock(tx, tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L)));
      case "finalized", "verified" -> consolidatedBlock();
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
