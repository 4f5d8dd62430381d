/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.List;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.pool.GivenUpTransactions;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.synchronizer.ChainListener;

/** The pool DB learns what L1 did to the main node's blocks. */
public record PoolFollowsChain(TransactionPool pool) implements ChainListener {
  @Override
  public void adopted(final List<L2Block> blocks) {
    blocks.forEach(
        block ->
            pool.settle(
                block.transactions().stream().map(Keccak256::hash).toList(), block.number()));
  }

  @Override
  public void givingUp(final L2Block block) {
    GivenUpTransactions.store(pool, block.transactions());
  }

  @Override
  public void givenUp(final long above) {
    pool.unselectAbove(above);
  }
}
