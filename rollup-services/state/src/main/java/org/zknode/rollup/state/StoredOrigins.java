/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.engine.ExecutedLists;

/** The origins of blocks that the state DB has. */
public record StoredOrigins(StateStore store) implements ExecutedLists {

  @Override
  public boolean gave(final Bytes32 blockHash, final List<Bytes> transactions) {
    final BlockOrigin origin = BlockOrigin.of(blockHash, transactions);
    return store.read(tx -> tx.blockOrigins().contains(origin));
  }
}
