/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Notices that L1 took blocks back: compares a window of block hashes that were seen with what an
 * endpoint has, newest first, and says where the two part (docs/spec/synchronizer.md, "L1 reorgs").
 * What is done about it is the caller's. How deep a reorg may reach is said here for everybody.
 */
public final class L1ReorgDetector {
  /**
   * L1 blocks on top of a block after which no reorg is expected to take it: two epochs of 32
   * slots, after which an L1 that is well has finalized it. What was done because of a block is
   * watched for so long.
   */
  public static final int REORG_DEPTH = 64;

  /** Blocks that were seen on L1, as they were; there may be gaps. */
  public interface Window {
    /** The newest one that was seen, of that number or below. */
    Optional<L1BlockRef> atOrBelow(long number);
  }

  /** What an endpoint has of the window. */
  public sealed interface Finding {
    /** The newest block. */
    record Unchanged() implements Finding {}

    /**
     * Others in the place of some.
     *
     * @param forkPoint the newest block of the window that the endpoint has
     */
    record Reorg(L1BlockRef forkPoint) implements Finding {}

    /**
     * Not all of it, and nothing else in its place: the endpoint lags, or is still syncing.
     *
     * @param missing a block that it does not have
     */
    record Behind(L1BlockRef missing) implements Finding {}

    /**
     * None of it.
     *
     * @param first the oldest block of the window
     * @param onL1 hash of the endpoint's block of that number
     */
    record OtherChain(L1BlockRef first, Bytes32 onL1) implements Finding {}
  }

  private final Window window;

  public L1ReorgDetector(final Window window) {
    this.window = window;
  }

  /**
   * Whether a reorg is not expected to reach a block any more.
   *
   * @param head number of the newest block
   */
  public static boolean isSettled(final long block, final long head) {
    return head - block > REORG_DEPTH;
  }

  /**
   * @param last the newest block of the window
   */
  public Finding compare(final L1View l1, final L1BlockRef last) {
    boolean replaced = false;
    L1BlockRef seen = last;
    while (true) {
      final Optional<Bytes32> onL1 = l1.block(seen.number()).map(L1BlockRef::hash);
      if (onL1.filter(seen.hash()::equals).isPresent()) {
        break;
      }
      replaced |= onL1.isPresent();
      final Optional<L1BlockRef> older = window.atOrBelow(seen.number() - 1);
      if (older.isEmpty()) {
        return onL1.isEmpty() ? new Finding.Behind(seen) : new Finding.OtherChain(seen, onL1.get());
      }
      seen = older.get();
    }
    if (seen.equals(last)) {
      return new Finding.Unchanged();
    }
    return replaced ? new Finding.Reorg(seen) : new Finding.Behind(last);
  }
}
