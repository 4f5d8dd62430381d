/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.Optional;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/**
 * Numbers of batches by tag: {@code earliest} = 0, {@code latest} = last closed, {@code pending} =
 * last, {@code safe} or {@code virtual} = last in an L1 sequence, {@code finalized} or {@code
 * verified} = last proven on L1 (docs/spec/rpc.md, "Tags").
 */
final class BatchTags {
  private final StateStore store;

  BatchTags(final StateStore store) {
    this.store = store;
  }

  long resolve(final RpcParams params, final int index) throws RpcException {
    final Optional<String> tag = params.tag(index);
    if (tag.isEmpty()) {
      return params.quantity(index);
    }
    return store
        .read(tx -> byTag(tx, tag.get()))
        .orElseThrow(
            () ->
                RpcParams.invalid(
                    "invalid argument %d: unknown tag %s".formatted(index, tag.get())));
  }

  private static Optional<Long> byTag(final StateStore.Tx tx, final String tag) {
    return switch (tag) {
      case "earliest" -> Optional.of(0L);
      case "latest" -> Optional.of(tx.batches().lastClosed().map(Batch::number).orElse(0L));
      case "pending" -> Optional.of(last(tx));
      case "safe", "virtual" -> Optional.of(lastVirtual(tx));
      case "finalized", "verified" -> Optional.of(lastVerified(tx));
      default -> Optional.empty();
    };
  }

  static long last(final StateStore.Tx tx) {
    return tx.batches().last().map(Batch::number).orElse(0L);
  }

  static long lastVirtual(final StateStore.Tx tx) {
    return tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L);
  }

  static long lastVerified(final StateStore.Tx tx) {
    return tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L);
  }
}
