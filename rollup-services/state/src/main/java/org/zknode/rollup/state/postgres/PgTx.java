/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.StateStore.BatchResources;
import org.zknode.rollup.state.StateStore.BatchSignatures;
import org.zknode.rollup.state.StateStore.Batches;
import org.zknode.rollup.state.StateStore.BlockIntents;
import org.zknode.rollup.state.StateStore.BlockOrigins;
import org.zknode.rollup.state.StateStore.Blocks;
import org.zknode.rollup.state.StateStore.Events;
import org.zknode.rollup.state.StateStore.ForcedBatches;
import org.zknode.rollup.state.StateStore.L1Blocks;
import org.zknode.rollup.state.StateStore.L1InfoLeaves;
import org.zknode.rollup.state.StateStore.MonitoredTransactions;
import org.zknode.rollup.state.StateStore.Proofs;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.StateStore.VerifiedBatches;
import org.zknode.rollup.state.StateStore.VirtualBatches;

/** The DAOs on one transaction's handle. */
record PgTx(Handle handle) implements Tx {
  @Override
  public Batches batches() {
    return new PgBatches(handle);
  }

  @Override
  public BatchResources batchResources() {
    return new PgBatchResources(handle);
  }

  @Override
  public Blocks blocks() {
    return new PgBlocks(handle);
  }

  @Override
  public BlockIntents blockIntents() {
    return new PgBlockIntents(handle);
  }

  @Override
  public BlockOrigins blockOrigins() {
    return new PgBlockOrigins(handle);
  }

  @Override
  public ForcedBatches forcedBatches() {
    return new PgForcedBatches(handle);
  }

  @Override
  public VirtualBatches virtualBatches() {
    return new PgVirtualBatches(handle);
  }

  @Override
  public VerifiedBatches verifiedBatches() {
    return new PgVerifiedBatches(handle);
  }

  @Override
  public L1Blocks l1Blocks() {
    return new PgL1Blocks(handle);
  }

  @Override
  public L1InfoLeaves l1InfoLeaves() {
    return new PgL1InfoLeaves(handle);
  }

  @Override
  public MonitoredTransactions monitoredTransactions() {
    return new PgMonitoredTransactions(handle);
  }

  @Override
  public Proofs proofs() {
    return new PgProofs(handle);
  }

  @Override
  public BatchSignatures batchSignatures() {
    return new PgBatchSignatures(handle);
  }

  @Override
  public Events events() {
    return new PgEvents(handle);
  }
}
