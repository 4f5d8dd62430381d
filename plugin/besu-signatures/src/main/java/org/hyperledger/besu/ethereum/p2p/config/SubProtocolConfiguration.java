/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.config;

import java.util.List;
import org.hyperledger.besu.ethereum.p2p.network.ProtocolManager;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.SubProtocol;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class SubProtocolConfiguration {
  private SubProtocolConfiguration() {}

  public SubProtocolConfiguration withSubProtocol(
      SubProtocol subProtocol, ProtocolManager protocolManager) {
    throw new DeclarationOnly();
  }

  public List<SubProtocol> getSubProtocols() {
    throw new DeclarationOnly();
  }

  public List<ProtocolManager> getProtocolManagers() {
    throw new DeclarationOnly();
  }
}
