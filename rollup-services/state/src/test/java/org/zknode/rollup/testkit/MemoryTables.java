/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

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

/** All tables of {@link MemoryStateStore}. */
final class MemoryTables implements Tx {
  private final MemoryTable.Undo undo = new MemoryTable.Undo();
  private final MemoryL1State l1 = new MemoryL1State(undo);
  private final MemoryTrusted trusted = new MemoryTrusted(undo);
  private final MemoryProofs proofs = new MemoryProofs(undo);
  private final MemoryWork work = new MemoryWork(undo);
  private final Batches batches = trusted.batches(proofs, work);

  MemoryTable.Undo undo() {
    return undo;
  }

  @Override
  public Batches batches() {
    return batches;
  }

  @Override
  public BatchResources batchResources() {
    return trusted.resources();
  }

  @Override
  public BatchWitnesses batchWitnesses() {
    return trusted.witnesses();
  }

  @Override
  public Blocks blocks() {
    return trusted.blocks();
  }

  @Override
  public BlockIntents blockIntents() {
    return trusted.intents();
  }

  @Override
  public BlockSlices blockSlices() {
    return trusted.slices();
  }

  @Override
  public BlockOrigins blockOrigins() {
    return trusted.origins();
  }

  @Override
  public ExitRootChanges exitRootChanges() {
    return trusted.exitRootChanges();
  }

  @Override
  public ForcedBatches forcedBatches() {
    return l1.forcedBatches();
  }

  @Override
  public VirtualBatches virtualBatches() {
    return l1.virtualBatches();
  }

  @Override
  public VerifiedBatches verifiedBatches() {
    return l1.verifiedBatches();
  }

  @Override
  public L1Blocks l1Blocks() {
    return l1.blocks();
  }

  @Override
  public L1InfoLeaves l1InfoLeaves() {
    return l1.leaves();
  }

  @Override
  public MonitoredTransactions monitoredTransactions() {
    return work.transactions();
  }

  @Override
  public Proofs proofs() {
    return proofs;
  }

  @Override
  public BatchSignatures batchSignatures() {
    return work.signatures();
  }

  @Override
  public Events events() {
    return work.events();
  }
}
