/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;

/** Header arithmetic of {@link FakeEngine}. */
final class FakeBlocks {
  private static final BigInteger EIP_1559_DENOMINATOR = BigInteger.valueOf(8);

  private FakeBlocks() {}

  static L2Block seal(
      final BlockAttributes attributes,
      final Bytes32 stateRoot,
      final long gasUsed,
      final UInt256 baseFee,
      final List<Bytes> transactions) {
    final Bytes32 hash =
        Keccak256.hash(
            RlpWriter.encodeList(
                writer -> {
                  writer.bytes(attributes.parentHash()).uint64(attributes.number());
                  writer.uint64(attributes.timestamp()).bytes(attributes.coinbase().bytes());
                  writer.uint64(attributes.gasLimit()).uint64(gasUsed);
                  writer.integer(baseFee.toUnsignedBigInteger()).bytes(attributes.l1InfoRoot());
                  writer.bytes(stateRoot);
                  writer.list(list -> transactions.forEach(list::bytes));
                }));
    return new L2Block(
        attributes.number(),
        hash,
        attributes.parentHash(),
        stateRoot,
        attributes.timestamp(),
        attributes.coinbase(),
        attributes.gasLimit(),
        gasUsed,
        baseFee,
        transactions);
  }

  /** EIP-1559; the genesis block's base fee is kept for its child. */
  static BigInteger nextBaseFee(final L2Block parent) {
    final BigInteger fee = parent.baseFee().toUnsignedBigInteger();
    if (parent.number() == 0) {
      return fee;
    }
    final BigInteger target = BigInteger.valueOf(parent.gasLimit() / 2);
    final BigInteger difference = BigInteger.valueOf(parent.gasUsed()).subtract(target);
    final BigInteger delta =
        fee.multiply(difference.abs()).divide(target).divide(EIP_1559_DENOMINATOR);
    return switch (difference.signum()) {
      case 1 -> fee.add(delta.max(BigInteger.ONE));
      case -1 -> fee.subtract(delta);
      default -> fee;
    };
  }
}
