/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.record.BlockContext;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.ProtocolVersion;
import org.zknode.zks.record.ReplayRecord;

/**
 * Between our blocks and the records of {@code zks} (docs/spec/zks-wire.md, "Replay record"):
 * execution_version carries the fork id, starting_interop_root_id the l1InfoTreeIndex,
 * block_output_hash the L2 block hash. The formats 1 and 2 have no starting_interop_root_id, so the
 * index is in starting_l1_priority_id, too. What only ZKsync OS has is zero.
 */
public final class ReplayRecordMapper {
  /** The protocol version whose formats we speak. */
  public static final ProtocolVersion PROTOCOL_VERSION = new ProtocolVersion(0, 31, 0);

  private final ChainConfig chain;

  public ReplayRecordMapper(final ChainConfig chain) {
    this.chain = chain;
  }

  /**
   * @param hashes the block's ancestors; the parent's is the block's parentHash
   */
  public ReplayRecord toRecord(final ReplayBlock block, final BlockHashes hashes) {
    final BlockAttributes attributes = block.attributes();
    final BigInteger zero = BigInteger.ZERO;
    return new ReplayRecord(
        new BlockContext(
            chain.l2ChainId(),
            attributes.number(),
            hashes,
            attributes.timestamp(),
            block.baseFee(),
            zero,
            zero,
            attributes.coinbase(),
            attributes.gasLimit(),
            0,
            zero,
            chain.forkId(),
            zero),
        attributes.l1InfoTreeIndex(),
        block.transactions(),
        block.previousTimestamp(),
        PROTOCOL_VERSION,
        block.hash(),
        List.of(),
        attributes.l1InfoTreeIndex(),
        0,
        0);
  }

  /**
   * @throws ZksDecodeException a block of another chain or of rules that this node does not know,
   *     or a number beyond what a block can have
   */
  public ReplayBlock fromRecord(final ReplayRecord replayRecord) throws ZksDecodeException {
    final BlockContext context = replayRecord.context();
    expect("chain id", chain.l2ChainId(), context.chainId());
    expect("fork id", chain.forkId(), context.executionVersion());
    // Constant of the fork; a larger one would buy a neighbour more work than a block may be.
    expect("gas limit", chain.blockGasLimit(), context.gasLimit());
    final BlockAttributes attributes =
        new BlockAttributes(
            nonNegative("block number", context.blockNumber()),
            context.blockHashes().parent(),
            nonNegative("timestamp", context.timestamp()),
            context.coinbase(),
            chain.blockGasLimit(),
            nonNegative("l1InfoTreeIndex", l1InfoTreeIndex(replayRecord)),
            Bytes32.ZERO);
    return new ReplayBlock(
        attributes,
        nonNegative("previous timestamp", replayRecord.previousBlockTimestamp()),
        // Copies, so that a kept transaction does not keep the whole frame.
        replayRecord.transactions().stream().map(Bytes::copy).toList(),
        Bytes32.wrap(replayRecord.blockOutputHash().copy()),
        context.baseFee());
  }

  private static long l1InfoTreeIndex(final ReplayRecord replayRecord) {
    return replayRecord.startingInteropRootId() != 0
        ? replayRecord.startingInteropRootId()
        : replayRecord.startingL1PriorityId();
  }

  private static void expect(final String name, final long expected, final long actual)
      throws ZksDecodeException {
    if (expected != actual) {
      throw new ZksDecodeException(
          "replay record with %s %s, this chain has %d"
              .formatted(name, Long.toUnsignedString(actual), expected));
    }
  }

  private static long nonNegative(final String name, final long value) throws ZksDecodeException {
    if (value < 0) {
      throw new ZksDecodeException(
          Optional.of(Limit.WIRE_INTEGER),
          "replay record with %s %s".formatted(name, Long.toUnsignedString(value)));
    }
    return value;
  }
}
