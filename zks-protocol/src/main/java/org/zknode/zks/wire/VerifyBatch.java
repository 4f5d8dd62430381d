/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The main node asks for a signature over a batch (docs/spec/zks-wire.md, "Verifier messages").
 * Numbers are unsigned.
 *
 * @param pubdataMode 0 blobs, 1 calldata, 2 validium, 3 relayed L2 calldata; others are for the
 *     verifier to refuse
 * @param commitData ABI encoding of the CommitBatchInfo
 * @param prevCommitData ABI encoding of the previous batch's StoredBatchInfo
 * @param executionProtocolVersion minor of the protocol version, for instance 31
 */
public record VerifyBatch(
    long requestId,
    long batchNumber,
    long firstBlock,
    long lastBlock,
    int pubdataMode,
    Bytes commitData,
    Bytes prevCommitData,
    int executionProtocolVersion)
    implements VerifierMessage {
  @Override
  public MessageType type() {
    return MessageType.VERIFY_BATCH;
  }

  @Override
  public void write(final RlpWriter out) {
    out.list(
        fields ->
            fields
                .uint64(requestId)
                .uint64(batchNumber)
                .uint64(firstBlock)
                .uint64(lastBlock)
                .uint64(pubdataMode)
                .bytes(commitData)
                .bytes(prevCommitData)
                .uint64(executionProtocolVersion));
  }

  static VerifyBatch read(final RlpReader body) {
    final RlpReader fields = body.list();
    final VerifyBatch message =
        new VerifyBatch(
            fields.uint64(),
            fields.uint64(),
            fields.uint64(),
            fields.uint64(),
            fields.uint(8),
            fields.bytes(),
            fields.bytes(),
            fields.uint(16));
    fields.expectEnd();
    return message;
  }
}
