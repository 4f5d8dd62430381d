/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * Compares the stored L1 blocks with one endpoint's, newest first (docs/spec/synchronizer.md, "L1
 * reorgs").
 */
final class L1ReorgDetector {
  private final StateStore store;

  L1ReorgDetector(final StateStore store) {
    this.store = store;
  }

  /**
   * @return the newest stored block that is still on L1, when blocks above it are not
   * @throws L1EndpointException the endpoint's L1 is shorter than what was stored, without
   *     contradicting it: it lags, or is still syncing
   * @throws CriticalException not even the first stored block is on L1: it is another chain
   */
  Optional<L1BlockRef> commonAncestor(final L1View l1, final L1BlockRef last) {
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
              .orElseThrow(
                  () ->
                      onL1.isEmpty() ? lags(l1, missing) : otherChain(missing, onL1.get().hash()));
    }
    if (stored.equals(last)) {
      return Optional.empty();
    }
    if (!reorg) {
      throw lags(l1, last);
    }
    return Optional.of(stored);
  }

  private static RuntimeException lags(final L1View l1, final L1BlockRef missing) {
    return new L1EndpointException(
        l1.name(),
        "it has no block %d any more, which was synchronized already: it lags behind, or is still syncing"
            .formatted(missing.number()));
  }

  private static CriticalException otherChain(final L1BlockRef first, final Bytes32 onL1) {
    return new CriticalException(
        new Halt(
            HaltCode.L1_OTHER_CHAIN,
            L1Synchronizer.COMPONENT,
            "L1 is another chain than the one synchronized so far",
            "first stored L1 block %d has hash %s, L1 has %s"
                .formatted(first.number(), first.hash(), onL1)));
  }
}
