/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.StateStore.BatchResources;
import org.zknode.rollup.state.StateStore.BatchSignatures;
import org.zknode.rollup.state.StateStore.BatchWitnesses;
import org.zknode.rollup.state.StateStore.Batches;
import org.zknode.rollup.state.StateStore.BlockIntents;
import org.zknode.rollup.state.StateStore.BlockOrigins;
import org.zknode.rollup.state.StateStore.BlockSlices;
import org.zknode.rollup.state.StateStore.Blocks;
import org.zknode.rollup.state.StateStore.Events;
import org.zknode.rollup.state.StateStore.ExitRootChanges;
import org.zknode.rollup.state.StateStore.ForcedBatches;
import org.zknode.rollup.state.StateStore.L1Blocks;
import org.zknode.rollup.state.StateStore.L1InfoLeaves;
import org.zknode.rollup.state.StateStore.MonitoredTransactions;
import org.zknode.rollup.state.StateStore.Proofs;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.StateStore.VerifiedBatches;
import org.zknode.rollup.state.StateStore.VirtualBatches;

/** The DAOs on one transaction's handle; they note what it changes. */
record PgTx(Handle handle, Changes changes) implements Tx {
  @Override
  public Batches batches() {
    return new PgBatches(handle, changes);
  }

  @Override
  public BatchResources batchResources() {
    return new PgBatchResources(handle);
  }

  @Override
  public BatchWitnesses batchWitnesses() {
    return new PgBatchWitnesses(handle);
  }

  @Override
  public Blocks blocks() {
    return new PgBlocks(handle, changes);
  }

  @Override
  public BlockIntents blockIntents() {
    return new PgBlockIntents(handle);
  }

  @Override
  public BlockSlices blockSlices() {
    return new PgBlockSlices(handle);
  }

  @Override
  public BlockOrigins blockOrigins() {
    return new PgBlockOrigins(handle);
  }

  @Override
  public ExitRootChanges exitRootChanges() {
    return new PgExitRootChanges(handle);
  }

  @Override
  public ForcedBatches forcedBatches() {
    return new PgForcedBatches(handle, changes);
  }

  @Override
  public VirtualBatches virtualBatches() {
    return new PgVirtualBatches(handle, changes);
  }

  @Override
  public VerifiedBatches verifiedBatches() {
    return new PgVerifiedBatches(handle, changes);
  }

  @Override
  public L1Blocks l1Blocks() {
    return new PgL1Blocks(handle, changes);
  }

  @Override
  public L1InfoLeaves l1InfoLeaves() {
    return new PgL1InfoLeaves(handle, changes);
  }

  @Override
  public MonitoredTransactions monitoredTransactions() {
    return new PgMonitoredTransactions(handle, changes);
  }

  @Override
  public Proofs proofs() {
    return new PgProofs(handle, changes);
  }

  @Override
  public BatchSignatures batchSignatures() {
    return new PgBatchSignatures(handle, changes);
  }

  @Override
  public Events events() {
    return new PgEvents(handle);
  }
}
