/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.worldstate;

import java.util.Optional;
import org.hyperledger.besu.ethereum.trie.pathbased.common.provider.WorldStateQueryParams;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface WorldStateArchive {
  Optional<MutableWorldState> getWorldState(WorldStateQueryParams worldStateQueryParams);
}
