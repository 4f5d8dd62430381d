/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;

/** Port of the main node to the verifiers: implemented over zks_2fa (and zks/3, zks/4). */
public interface VerifierNetwork {

  /**
   * Sends to every eligible verifier (authorised and caught up to the batch's last block;
   * docs/spec/zks-connection.md, "Eligible verifiers").
   *
   * @return how many it was sent to
   */
  int dispatch(VerifyRequest request);

  /** All later results go there, from any thread. */
  void onResult(Consumer<VerifyResult> listener);

  /** The VerifyBatch message (docs/spec/zks-wire.md, "Verifier messages"). */
  record VerifyRequest(
      long requestId,
      long batchNumber,
      long firstBlock,
      long lastBlock,
      int pubdataMode,
      Bytes commitData,
      Bytes prevCommitData,
      int executionProtocolVersion) {}

  /** The VerifyBatchResult message: exactly one of signature and refusal is not empty. */
  record VerifyResult(
      Bytes peerId, long requestId, long batchNumber, Bytes signature, String refusal) {}
}
