/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import static org.zknode.rollup.witness.Ssz.VARIABLE;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;

/**
 * A block as the engine API has it from Cancun on ({@code ExecutionPayloadV3}).
 *
 * @param timestamp seconds
 * @param baseFee in wei
 * @param transactions EIP-2718 network encodings
 * @param withdrawals SSZ of each; a rollup has none
 */
public record ExecutionPayload(
    Bytes32 parentHash,
    Address feeRecipient,
    Bytes32 stateRoot,
    Bytes32 receiptsRoot,
    Bytes logsBloom,
    Bytes32 prevRandao,
    long number,
    long gasLimit,
    long gasUsed,
    long timestamp,
    Bytes extraData,
    UInt256 baseFee,
    Bytes32 blockHash,
    List<Bytes> transactions,
    List<Bytes> withdrawals,
    long blobGasUsed,
    long excessBlobGas) {
  private static final int MAX_EXTRA_DATA = 32;
  private static final int WITHDRAWAL = 44;
  private static final int[] SIZES = {
    32, 20, 32, 32, 256, 32, 8, 8, 8, 8, VARIABLE, 32, 32, VARIABLE, VARIABLE, 8, 8
  };

  public ExecutionPayload {
    transactions = List.copyOf(transactions);
    withdrawals = List.copyOf(withdrawals);
  }

  Bytes encode() {
    return Ssz.container(
        SIZES,
        parentHash,
        feeRecipient.bytes(),
        stateRoot,
        receiptsRoot,
        logsBloom,
        prevRandao,
        Ssz.uint64(number),
        Ssz.uint64(gasLimit),
        Ssz.uint64(gasUsed),
        Ssz.uint64(timestamp),
        extraData,
        baseFee.toBytes().reverse(),
        blockHash,
        Ssz.list(transactions),
        Bytes.concatenate(withdrawals),
        Ssz.uint64(blobGasUsed),
        Ssz.uint64(excessBlobGas));
  }

  static ExecutionPayload decode(final Bytes encoded) throws SszException {
    final List<Bytes> fields = Ssz.fields("the execution payload", SIZES, encoded);
    if (fields.get(10).size() > MAX_EXTRA_DATA) {
      throw new SszException("the extra data has %d bytes".formatted(fields.get(10).size()));
    }
    return new ExecutionPayload(
        Bytes32.wrap(fields.get(0)),
        new Address(fields.get(1)),
        Bytes32.wrap(fields.get(2)),
        Bytes32.wrap(fields.get(3)),
        fields.get(4),
        Bytes32.wrap(fields.get(5)),
        Ssz.uint64(fields.get(6)),
        Ssz.uint64(fields.get(7)),
        Ssz.uint64(fields.get(8)),
        Ssz.uint64(fields.get(9)),
        fields.get(10),
        UInt256.fromBytes(fields.get(11).reverse()),
        Bytes32.wrap(fields.get(12)),
        Ssz.items("the transactions", fields.get(13)),
        Ssz.items("the withdrawals", WITHDRAWAL, fields.get(14)),
        Ssz.uint64(fields.get(15)),
        Ssz.uint64(fields.get(16)));
  }
}
