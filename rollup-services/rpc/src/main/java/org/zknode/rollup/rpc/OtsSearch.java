/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ExecutionEngine;

/**
 * Transactions that named an address in any of their calls, page by page, newest first. There is no
 * index: it would cost every node a second execution of each block and several rows for each
 * transaction, for what few ask. So one call looks at a bounded number of blocks, executes a
 * bounded amount of gas again, and says where the next one has to go on.
 */
final class OtsSearch {
  /** Most transactions that may be asked for; all of a block's come with its first. */
  static final int MAX_PAGE_SIZE = 1_000;

  /**
   * Most blocks that one call looks at, if they are empty: others come to the limits below first.
   */
  static final int MAX_BLOCKS = 10_000;

  /** Gas of blocks that one call executes again, besides one block: as much as two blocks may. */
  static final long MAX_TRACED_GAS = 30_000_000;

  /** Longest search; a block that was begun is finished. */
  static final Duration MAX_TIME = Duration.ofSeconds(2);

  private final ExecutionEngine engine;
  private final InstantSource clock;

  OtsSearch(final ExecutionEngine engine, final InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * @param complete the last block of the range was looked at
   */
  private record Found(List<Hit> hits, boolean complete) {}

  private record Hit(ExecutedBlock block, int index) {}

  /** Address, block (exclusive; 0 for the newest), least number of transactions. */
  Object before(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 3, 3);
    final long base = checked.quantity(1);
    final long head = engine.head().number();
    final long first = base == 0 || base > head ? head : base - 1;
    final Found found = search(checked, first, 1, -1);
    return page(found.hits(), base == 0 || base > head, found.complete());
  }

  /** Address, block (exclusive; 0 for the first), least number of transactions. */
  Object after(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 3, 3);
    final long base = checked.quantity(1);
    final Found found =
        search(checked, Math.min(base, Long.MAX_VALUE - 1) + 1, engine.head().number(), 1);
    final List<Hit> newestFirst = new ArrayList<>(found.hits());
    Collections.reverse(newestFirst);
    return page(newestFirst, found.complete(), base == 0);
  }

  private Found search(final RpcParams params, final long first, final long last, final int step)
      throws RpcException {
    final Address address = params.address(0);
    final int wanted = OtsBlocks.pageSize(params, 2);
    final OtsTouches touches = new OtsTouches(engine.reader(), address, MAX_TRACED_GAS);
    final Instant end = clock.instant().plus(MAX_TIME);
    final List<Hit> hits = new ArrayList<>();
    long block = first;
    long seen = 0;
    while ((last - block) * step >= 0 && hits.size() < wanted) {
      final boolean over =
          seen == MAX_BLOCKS || touches.exhausted() || clock.instant().isAfter(end);
      if (over && hits.isEmpty()) {
        throw nothing(address, first, block, step);
      }
      if (over) {
        break;
      }
      add(hits, touches, block, step);
      block += step;
      seen++;
    }
    return new Found(hits, (last - block) * step < 0);
  }

  private void add(
      final List<Hit> hits, final OtsTouches touches, final long number, final int step) {
    engine
        .reader()
        .executed(number)
        .ifPresent(
            executed -> {
              final List<Integer> indices = new ArrayList<>(touches.in(executed));
              if (step < 0) {
                Collections.reverse(indices);
              }
              indices.forEach(index -> hits.add(new Hit(executed, index)));
            });
  }

  private static RpcException nothing(
      final Address address, final long first, final long next, final int step) {
    return new RpcException(
        OtsMethods.LIMIT_EXCEEDED,
        ("no transaction of %s in blocks %d to %d, and one call searches no further (%d blocks, %d"
                + " gas of blocks executed again, %d ms): go on %s block %d")
            .formatted(
                address,
                Math.min(first, next - step),
                Math.max(first, next - step),
                MAX_BLOCKS,
                MAX_TRACED_GAS,
                MAX_TIME.toMillis(),
                step < 0 ? "before" : "after",
                next - step));
  }

  private static Map<String, Object> page(
      final List<Hit> hits, final boolean firstPage, final boolean lastPage) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "txs", hits.stream().map(hit -> OtsBlocks.transaction(hit.block(), hit.index())).toList());
    json.put(
        "receipts", hits.stream().map(hit -> OtsBlocks.receipt(hit.block(), hit.index())).toList());
    json.put("firstPage", firstPage);
    json.put("lastPage", lastPage);
    return json;
  }
}
