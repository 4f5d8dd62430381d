/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.wire;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public final class RawMessage implements MessageData {
  public RawMessage(int code, Bytes data) {
    throw new DeclarationOnly();
  }

  @Override
  public int getSize() {
    throw new DeclarationOnly();
  }

  @Override
  public int getCode() {
    throw new DeclarationOnly();
  }

  @Override
  public Bytes getData() {
    throw new DeclarationOnly();
  }
}
