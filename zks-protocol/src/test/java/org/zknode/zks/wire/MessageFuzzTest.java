/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * Fuzz targets of the messages, one per decoder. `verify` replays the committed inputs;
 * CONTRIBUTING.md says how to search for new ones.
 */
class MessageFuzzTest {
  private static final List<Capability> CAPABILITIES = Capabilities.all();

  /** The message as every version carries it. */
  private static void check(final MessageType type, final byte[] body) {
    for (final Capability capability : CAPABILITIES) {
      if (capability.carries(type)) {
        MessageChecks.decodesOrIsRefused(capability, capability.id(type), Bytes.wrap(body));
      }
    }
  }

  /** First byte: which version; second one: message id; then the body. */
  @FuzzTest
  void frame(final byte[] data) {
    if (data.length >= 2) {
      final Capability capability = CAPABILITIES.get((data[0] & 0xff) % CAPABILITIES.size());
      MessageChecks.decodesOrIsRefused(capability, data[1] & 0xff, Bytes.wrap(data).slice(2));
    }
  }

  @FuzzTest
  void getBlockReplays(final byte[] body) {
    check(MessageType.GET_BLOCK_REPLAYS, body);
  }

  @FuzzTest
  void blockReplays(final byte[] body) {
    check(MessageType.BLOCK_REPLAYS, body);
  }

  @FuzzTest
  void verifierRoleRequest(final byte[] body) {
    check(MessageType.VERIFIER_ROLE_REQUEST, body);
  }

  @FuzzTest
  void verifierChallenge(final byte[] body) {
    check(MessageType.VERIFIER_CHALLENGE, body);
  }

  @FuzzTest
  void verifierAuth(final byte[] body) {
    check(MessageType.VERIFIER_AUTH, body);
  }

  @FuzzTest
  void verifyBatch(final byte[] body) {
    check(MessageType.VERIFY_BATCH, body);
  }

  @FuzzTest
  void verifyBatchResult(final byte[] body) {
    check(MessageType.VERIFY_BATCH_RESULT, body);
  }
}
