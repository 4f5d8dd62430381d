/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.data.p2p;

import org.apache.tuweni.bytes.Bytes;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface Peer {
  Bytes getId();
}
