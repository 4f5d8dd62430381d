/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.sequencer.BlockListener;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.zks.ZksHub;

/** Who has to know of the sequencer's blocks and batches at once. */
final class BlockNews implements BlockListener {
  private final ZksHub hub;
  private final BatchProgress progress;

  @Inject
  BlockNews(final ZksHub hub, final BatchProgress progress) {
    this.hub = hub;
    this.progress = progress;
  }

  @Override
  public void onBlock(final L2Block block) {
    hub.newBlock();
  }

  @Override
  public void onBatchClosed() {
    progress.reached(BatchStage.CLOSED);
  }
}
