/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.record.BlockContext;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.ProtocolVersion;
import org.zknode.zks.record.ReplayRecord;

/** Records of a right chain, block 1 first; a test may spoil some. */
final class SampleChain {
  static final long CHAIN_ID = 1001;

  private final List<ReplayRecord> records = new ArrayList<>();

  SampleChain(final int blocks) {
    BlockHashes hashes = BlockHashes.of(List.of(Bytes32.repeat((byte) 0x77)));
    long time = 100;
    for (int number = 1; number <= blocks; number++) {
      final Bytes32 hash = Keccak256.hash(Bytes.ofUnsignedInt(number));
      records.add(record(number, hashes, time, hash));
      hashes = hashes.append(hash);
      time += 2;
    }
  }

  private static ReplayRecord record(
      final long number, final BlockHashes hashes, final long previousTime, final Bytes32 hash) {
    return new ReplayRecord(
        new BlockContext(
            CHAIN_ID,
            number,
            hashes,
            previousTime + 2,
            BigInteger.TEN,
            BigInteger.ZERO,
            BigInteger.ZERO,
            Address.ZERO,
            30_000_000,
            0,
            BigInteger.ZERO,
            8,
            BigInteger.ZERO),
        0,
        List.of(),
        previousTime,
        new ProtocolVersion(0, 31, 0),
        hash,
        List.of(),
        0,
        0,
        0);
  }

  Optional<ReplayRecord> block(final long number) {
    return number >= 1 && number <= records.size()
        ? Optional.of(records.get((int) number - 1))
        : Optional.empty();
  }

  SampleChain spoil(final int number, final UnaryOperator<ReplayRecord> change) {
    records.set(number - 1, change.apply(records.get(number - 1)));
    return this;
  }

  /** The record with another context. */
  static ReplayRecord with(final ReplayRecord record, final BlockContext context) {
    return new ReplayRecord(
        context,
        record.startingL1PriorityId(),
        record.transactions(),
        record.previousBlockTimestamp(),
        record.protocolVersion(),
        record.blockOutputHash(),
        record.forcePreimages(),
        0,
        0,
        0);
  }

  /** The record with one transaction of that many bytes. */
  static ReplayRecord withTransaction(final ReplayRecord record, final int bytes) {
    final Bytes legacy = RlpWriter.encodeList(list -> list.bytes(Bytes.wrap(new byte[bytes])));
    return new ReplayRecord(
        record.context(),
        record.startingL1PriorityId(),
        List.of(legacy),
        record.previousBlockTimestamp(),
        record.protocolVersion(),
        record.blockOutputHash(),
        record.forcePreimages(),
        0,
        0,
        0);
  }

  /** The context with another chain id, hashes and time. */
  static BlockContext context(
      final BlockContext c, final long chainId, final BlockHashes hashes, final long timestamp) {
    return new BlockContext(
        chainId,
        c.blockNumber(),
        hashes,
        timestamp,
        c.baseFee(),
        c.pubdataPrice(),
        c.nativePrice(),
        c.coinbase(),
        c.gasLimit(),
        c.pubdataLimit(),
        c.mixHash(),
        c.executionVersion(),
        c.blobFee());
  }
}
