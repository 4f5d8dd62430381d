/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.sync;

import org.hyperledger.besu.plugin.data.BlockBody;
import org.hyperledger.besu.plugin.data.BlockHeader;
import org.hyperledger.besu.plugin.services.BesuService;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface SynchronizationService extends BesuService {
  boolean setHeadUnsafe(BlockHeader blockHeader, BlockBody blockBody);
}
