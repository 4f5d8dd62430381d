/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The external node wants to be a verifier and asks for a challenge (docs/spec/zks-wire.md,
 * "Verifier messages").
 */
public record VerifierRoleRequest() implements VerifierMessage {
  @Override
  public MessageType type() {
    return MessageType.VERIFIER_ROLE_REQUEST;
  }

  @Override
  public void write(final RlpWriter out) {
    out.list(fields -> {});
  }

  static VerifierRoleRequest read(final RlpReader body) {
    body.list().expectEnd();
    return new VerifierRoleRequest();
  }
}
