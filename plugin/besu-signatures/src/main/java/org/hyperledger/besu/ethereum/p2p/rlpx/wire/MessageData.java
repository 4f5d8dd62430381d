/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.wire;

import org.apache.tuweni.bytes.Bytes;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface MessageData extends org.hyperledger.besu.datatypes.p2p.MessageData {
  @Override
  int getSize();

  @Override
  int getCode();

  @Override
  Bytes getData();
}
