/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.p2p;

import java.util.Collection;
import org.hyperledger.besu.plugin.data.p2p.Peer;
import org.hyperledger.besu.plugin.services.BesuService;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface P2PService extends BesuService {
  Collection<? extends Peer> getMaintainedConnectionPeers();
}
