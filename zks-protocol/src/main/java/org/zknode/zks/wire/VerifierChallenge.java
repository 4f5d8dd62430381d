/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The main node's challenge (docs/spec/zks-wire.md, "Verifier messages").
 *
 * @param nonce random, used once
 */
public record VerifierChallenge(Bytes32 nonce) implements VerifierMessage {
  @Override
  public MessageType type() {
    return MessageType.VERIFIER_CHALLENGE;
  }

  @Override
  public void write(final RlpWriter out) {
    out.list(fields -> fields.bytes(nonce));
  }

  static VerifierChallenge read(final RlpReader body) {
    final RlpReader fields = body.list();
    final Bytes32 nonce = fields.bytes32();
    fields.expectEnd();
    return new VerifierChallenge(nonce);
  }
}
