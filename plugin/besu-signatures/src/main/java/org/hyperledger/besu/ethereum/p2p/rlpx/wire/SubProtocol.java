/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.wire;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface SubProtocol {
  String getName();

  int messageSpace(int protocolVersion);

  boolean isValidMessageCode(int protocolVersion, int code);

  String messageName(int protocolVersion, int code);
}
