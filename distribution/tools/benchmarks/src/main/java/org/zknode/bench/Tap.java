/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Source;

/** A chain that ends where it is while the tap is closed, which it is at first. */
public final class Tap implements Source {
  private final Source chain;
  private volatile boolean open;

  public Tap(final Source chain) {
    this.chain = chain;
  }

  /** Lets further blocks through, or no more. */
  public void open(final boolean now) {
    open = now;
  }

  @Override
  public Optional<ReplayBlock> block(final long number) {
    return open ? chain.block(number) : Optional.empty();
  }

  @Override
  public Optional<Bytes32> hash(final long number) {
    return chain.hash(number);
  }
}
