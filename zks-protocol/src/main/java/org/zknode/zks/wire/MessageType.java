/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.function.Function;
import org.zknode.rlp.RlpReader;
import org.zknode.zks.limit.Limit;

/** Kinds of messages with their decoders; ids are assigned by a {@link Capability}. */
public enum MessageType {
  GET_BLOCK_REPLAYS(Limit.FRAME_BYTES, GetBlockReplays::read),
  BLOCK_REPLAYS(Limit.FRAME_BYTES, BlockReplays::read),
  VERIFIER_ROLE_REQUEST(Limit.VERIFIER_MESSAGE_BYTES, VerifierRoleRequest::read),
  VERIFIER_CHALLENGE(Limit.VERIFIER_MESSAGE_BYTES, VerifierChallenge::read),
  VERIFIER_AUTH(Limit.VERIFIER_MESSAGE_BYTES, VerifierAuth::read),
  VERIFY_BATCH(Limit.VERIFY_BATCH_BYTES, VerifyBatch::read),
  VERIFY_BATCH_RESULT(Limit.VERIFIER_MESSAGE_BYTES, VerifyBatchResult::read);

  private final Limit maxBytes;
  private final Function<RlpReader, ZksMessage> decoder;

  MessageType(final Limit maxBytes, final Function<RlpReader, ZksMessage> decoder) {
    this.maxBytes = maxBytes;
    this.decoder = decoder;
  }

  /** Longest body that is decoded, in bytes. */
  Limit maxBytes() {
    return maxBytes;
  }

  /** Reads one message; bytes after it stay in the reader. */
  ZksMessage read(final RlpReader body) {
    return decoder.apply(body);
  }
}
