/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.wire;

import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface Message {
  MessageData getData();

  PeerConnection getConnection();
}
