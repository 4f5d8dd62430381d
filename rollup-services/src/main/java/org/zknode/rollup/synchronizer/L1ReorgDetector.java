/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/** Compares the stored L1 blocks with L1, newest first (spec zkevm-node 7.6). */
final class L1ReorgDetector {
  private final StateStore store;
  private final L1Client l1;

  L1ReorgDetector(final StateStore store, final L1Client l1) {
    this.store = store;
    this.l1 = l1;
  }

  /**
   * @return the newest stored block that is still on L1, when blocks above it are not
   * @throws TemporaryException L1 is shorter than what was stored, without contradicting it: an
   *     endpoint that lags
   * @throws CriticalException not even the first stored block is on L1: it is another chain
   */
  Optional<L1BlockRef> commonAncestor(final L1BlockRef last) {
    boolean reorg = false;
    L1BlockRef stored = last;
    while (true) {
      final Optional<L1BlockRef> onL1 = l1.block(stored.number());
      if (onL1.map(L1BlockRef::hash).filter(stored.hash()::equals).isPresent()) {
        break;
      }
      reorg |= onL1.isPresent();
      final L1BlockRef missing = stored;
      stored =
          store
              .read(tx -> tx.l1Blocks().atOrBelow(missing.number() - 1))
              .orElseThrow(() -> otherChain(missing, onL1));
    }
    if (stored.equals(last)) {
      return Optional.empty();
    }
    if (!reorg) {
      throw new TemporaryException(
          "L1 has no block %d any more, which was synchronized already: the endpoint lags behind"
              .formatted(last.number()));
    }
    return Optional.of(stored);
  }

  private static CriticalException otherChain(
      final L1BlockRef first, final Optional<L1BlockRef> onL1) {
    return new CriticalException(
        new Halt(
            HaltCode.L1_OTHER_CHAIN,
            L1Synchronizer.COMPONENT,
            "L1 is another chain than the one synchronized so far",
            "first stored L1 block %d has hash %s, L1 has %s"
                .formatted(
                    first.number(),
                    first.hash(),
                    onL1.map(block -> block.hash().toHexString()).orElse("no such block"))));
  }
}
