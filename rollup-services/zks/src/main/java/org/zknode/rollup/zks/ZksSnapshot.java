/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.List;
import org.zknode.eth.Address;

/**
 * The zks side of a node at one moment.
 *
 * @param authorizedSigners distinct accepted signers that are connected now (main node)
 */
public record ZksSnapshot(List<PeerStatus> peers, List<Address> authorizedSigners) {
  public ZksSnapshot {
    peers = List.copyOf(peers);
    authorizedSigners = List.copyOf(authorizedSigners);
  }
}
