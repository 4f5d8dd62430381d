/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.math.BigInteger;
import org.zknode.eth.Address;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The environment of a block (docs/spec/zks-wire.md, "Block context"), the same in the record
 * formats 1 to 3. Longs are unsigned 64-bit, big integers unsigned 256-bit.
 *
 * @param timestamp seconds since the epoch
 * @param executionVersion unsigned 32-bit
 */
public record BlockContext(
    long chainId,
    long blockNumber,
    BlockHashes blockHashes,
    long timestamp,
    BigInteger baseFee,
    BigInteger pubdataPrice,
    BigInteger nativePrice,
    Address coinbase,
    long gasLimit,
    long pubdataLimit,
    BigInteger mixHash,
    long executionVersion,
    BigInteger blobFee) {

  /** Everything zero except the number: what format 0 can carry. */
  public static BlockContext ofNumber(final long blockNumber) {
    final BigInteger zero = BigInteger.ZERO;
    return new BlockContext(
        0, blockNumber, BlockHashes.NONE, 0, zero, zero, zero, Address.ZERO, 0, 0, zero, 0, zero);
  }

  void write(final RlpWriter out) {
    out.list(
        fields -> {
          fields.uint64(chainId).uint64(blockNumber);
          blockHashes.write(fields);
          fields
              .uint64(timestamp)
              .integer(baseFee)
              .integer(pubdataPrice)
              .integer(nativePrice)
              .bytes(coinbase.bytes())
              .uint64(gasLimit)
              .uint64(pubdataLimit)
              .integer(mixHash)
              .uint64(executionVersion)
              .integer(blobFee);
        });
  }

  static BlockContext read(final RlpReader in) {
    final RlpReader fields = in.list();
    final BlockContext context =
        new BlockContext(
            fields.uint64(),
            fields.uint64(),
            BlockHashes.read(fields),
            fields.uint64(),
            fields.uint256(),
            fields.uint256(),
            fields.uint256(),
            new Address(fields.fixed(Address.SIZE)),
            fields.uint64(),
            fields.uint64(),
            fields.uint256(),
            fields.uint32(),
            fields.uint256());
    fields.expectEnd();
    return context;
  }
}
