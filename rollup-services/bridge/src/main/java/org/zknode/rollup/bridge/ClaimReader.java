/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.zknode.rollup.bridge.BridgeEvent.Claimed;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.state.L1BlockRef;

/** Reads claims alone, of blocks that are indexed, from one endpoint of L1. */
final class ClaimReader {
  /** Blocks at a time; what an endpoint answers in seconds. */
  private static final long BLOCKS = 5_000;

  private final L1LogFilter filter;

  ClaimReader(final BridgeContracts contracts) {
    this.filter = new L1LogFilter(Set.of(contracts.l1Bridge()), Set.of(BridgeAbi.CLAIM));
  }

  /**
   * @param to the last block that was read
   */
  record Read(List<Claim> claims, long to) {}

  /** Whether the endpoint is on the indexed fork, and as far. */
  boolean isOn(final L1View l1, final IndexedBlock cursor) {
    return l1.block(cursor.number())
        .filter(block -> block.hash().equals(cursor.hash()))
        .isPresent();
  }

  /**
   * The claims in these blocks, or in fewer of them.
   *
   * @param cursor the last indexed block
   * @throws L1EndpointException what the endpoint says cannot be used
   */
  Read read(final L1View l1, final IndexedBlock cursor, final long from, final long last) {
    final L1Logs found =
        l1.logs(filter, from, Math.min(last, from + BLOCKS - 1), L1WindowReader.MANY_BYTES);
    final Map<Long, L1BlockRef> blocks = new HashMap<>();
    L1Blocks.read(l1, found.logs().stream().map(L1Log::blockNumber).toList(), blocks);
    final List<Claim> claims = new ArrayList<>();
    for (final L1Log log : found.logs()) {
      final L1BlockRef block = blocks.get(log.blockNumber());
      if (block == null || !block.hash().equals(log.blockHash())) {
        throw new L1EndpointException(
            l1.name(), "its log of block %d is of another one".formatted(log.blockNumber()));
      }
      if (log.event().topics().getFirst().equals(BridgeAbi.CLAIM)
          && BridgeAbi.decode(log.event(), EventPlace.of(log, block)) instanceof Claimed claimed) {
        claims.add(claimed.claim());
      }
    }
    if (!isOn(l1, cursor)) {
      throw new L1EndpointException(
          l1.name(), "it does not have block %d as it is indexed".formatted(cursor.number()));
    }
    return new Read(claims, found.toBlock());
  }
}
