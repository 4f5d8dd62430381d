/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.DecodeBound;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.wire.VerifyBatchResult.Refused;

/** What holds for every frame that a stranger can send. */
final class MessageChecks {
  private MessageChecks() {}

  /**
   * Within the bound of memory, a message or the one exception; a message encodes to the bytes that
   * it was decoded from.
   */
  static void decodesOrIsRefused(final Capability capability, final int code, final Bytes body) {
    final ZksMessage message;
    try {
      message = DecodeBound.decode(body, bytes -> capability.decode(code, bytes));
    } catch (final ZksDecodeException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    if (hasOneEncoding(message)) {
      final Bytes encoded = message.encode();
      // What follows the message in the frame is ignored (docs/spec/zks-wire.md, "Encoding").
      assertThat(body.slice(0, encoded.size())).isEqualTo(encoded);
    }
  }

  private static boolean hasOneEncoding(final ZksMessage message) {
    return switch (message) {
      // An absent count may also be written as zero (docs/spec/zks-wire.md, "Replay messages").
      case GetBlockReplays request -> request.maxBlocksPerMessage().isPresent();
      // Longer reasons are cut when they are sent.
      case VerifyBatchResult result ->
          !(result.verdict() instanceof Refused refused
              && refused.reason().length() * 3 > WireLimits.MAX_REFUSAL_BYTES);
      default -> true;
    };
  }
}
