/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.data.p2p;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface PeerConnection {
  InetSocketAddress getRemoteAddress();

  boolean inboundInitiated();

  class PeerNotConnected extends IOException {
    private static final long serialVersionUID = 1L;

    public PeerNotConnected(String message) {
      throw new DeclarationOnly();
    }
  }
}
