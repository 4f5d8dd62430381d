/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The signed challenge (docs/spec/batch-verification.md, "Challenge signature").
 *
 * @param signature 65 bytes r, s, v from an honest peer; the length is not a matter of decoding
 */
public record VerifierAuth(Bytes signature) implements VerifierMessage {
  @Override
  public MessageType type() {
    return MessageType.VERIFIER_AUTH;
  }

  @Override
  public void write(final RlpWriter out) {
    out.list(fields -> fields.bytes(signature));
  }

  static VerifierAuth read(final RlpReader body) {
    final RlpReader fields = body.list();
    final Bytes signature = fields.bytes();
    fields.expectEnd();
    return new VerifierAuth(signature);
  }
}
