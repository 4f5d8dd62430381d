/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.config;

import java.util.ArrayList;
import java.util.List;
import org.hyperledger.besu.ethereum.p2p.network.ProtocolManager;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.SubProtocol;

/** Stands for Besu's in unit tests. */
public class SubProtocolConfiguration {
  private final List<SubProtocol> subProtocols = new ArrayList<>();
  private final List<ProtocolManager> protocolManagers = new ArrayList<>();

  public SubProtocolConfiguration() {}

  public SubProtocolConfiguration withSubProtocol(
      final SubProtocol subProtocol, final ProtocolManager protocolManager) {
    subProtocols.add(subProtocol);
    protocolManagers.add(protocolManager);
    return this;
  }

  public List<SubProtocol> getSubProtocols() {
    return subProtocols;
  }

  public List<ProtocolManager> getProtocolManagers() {
    return protocolManagers;
  }
}
