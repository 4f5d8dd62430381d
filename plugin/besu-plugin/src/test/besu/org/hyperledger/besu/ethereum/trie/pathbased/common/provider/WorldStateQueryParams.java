/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.pathbased.common.provider;

import org.hyperledger.besu.plugin.data.BlockHeader;

/** Stands for Besu's in unit tests. */
public class WorldStateQueryParams {
  private final BlockHeader header;
  private final boolean toWrite;

  private WorldStateQueryParams(final BlockHeader header, final boolean toWrite) {
    this.header = header;
    this.toWrite = toWrite;
  }

  public static WorldStateQueryParams withBlockHeaderAndUpdateNodeHead(final BlockHeader header) {
    return new WorldStateQueryParams(header, true);
  }

  public static WorldStateQueryParams withBlockHeaderAndNoUpdateNodeHead(final BlockHeader header) {
    return new WorldStateQueryParams(header, false);
  }

  public BlockHeader header() {
    return header;
  }

  /** The stored state itself, not a copy to read. */
  public boolean toWrite() {
    return toWrite;
  }
}
