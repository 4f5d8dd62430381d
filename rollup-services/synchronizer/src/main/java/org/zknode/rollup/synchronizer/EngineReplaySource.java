/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Source;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.StateStore;

/**
 * The main node's canonical blocks for the replay: headers and transactions from the engine, the
 * l1InfoTreeIndex from the state DB. A block whose row is not committed yet is not there yet.
 */
public final class EngineReplaySource implements Source {
  private final ExecutionEngine engine;
  private final ReplayRows rows;

  public EngineReplaySource(final ExecutionEngine engine, final StateStore store) {
    this.engine = engine;
    this.rows = new ReplayRows(store);
  }

  @Override
  public Optional<ReplayBlock> block(final long number) {
    final Optional<L2Block> block = engine.block(number);
    if (block.isEmpty()) {
      return Optional.empty();
    }
    if (number == 0) {
      return Optional.of(replay(block.get(), 0, 0));
    }
    final Optional<BlockInfo> row = rows.find(number, block.get().hash());
    final Optional<L2Block> parent =
        engine
            .block(number - 1)
            .filter(candidate -> candidate.hash().equals(block.get().parentHash()));
    if (row.isEmpty() || parent.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(replay(block.get(), row.get().l1InfoTreeIndex(), parent.get().timestamp()));
  }

  /** One read of the engine instead of three: a replay that starts asks for 255 of them. */
  @Override
  public Optional<Bytes32> hash(final long number) {
    return engine.block(number).map(L2Block::hash);
  }

  private static ReplayBlock replay(
      final L2Block block, final long l1InfoTreeIndex, final long previousTimestamp) {
    return new ReplayBlock(
        new BlockAttributes(
            block.number(),
            block.parentHash(),
            block.timestamp(),
            block.coinbase(),
            block.gasLimit(),
            l1InfoTreeIndex,
            Bytes32.ZERO),
        previousTimestamp,
        block.transactions(),
        block.hash(),
        block.baseFee().toUnsignedBigInteger());
  }
}
