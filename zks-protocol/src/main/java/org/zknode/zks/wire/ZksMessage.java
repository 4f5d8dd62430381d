/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpWriter;

/**
 * A message of {@code zks} or {@code zks_2fa} (docs/spec/zks-wire.md, "Encoding"), without its id:
 * which id it has is a matter of the agreed {@link Capability}.
 */
public sealed interface ZksMessage permits GetBlockReplays, BlockReplays, VerifierMessage {

  MessageType type();

  /** Writes the RLP item(s) that follow the message id. */
  void write(RlpWriter out);

  /** The RLP item(s) that follow the message id. */
  default Bytes encode() {
    final RlpWriter out = new RlpWriter();
    write(out);
    return out.toBytes();
  }
}
