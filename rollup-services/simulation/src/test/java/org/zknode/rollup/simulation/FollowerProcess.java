/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.List;
import java.util.Optional;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.Derivation;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.synchronizer.RowRepair;
import org.zknode.rollup.synchronizer.SteppedSync;
import org.zknode.rollup.synchronizer.TrustedSync;
import org.zknode.rollup.verification.BatchSigner;
import org.zknode.rollup.zks.SteppedSources;

/** An external node, which may be a verifier and may have the aggregator. */
final class FollowerProcess extends SimProcess {
  private final TrustedSync trusted;
  private final SteppedSources sources;
  private final Optional<BatchSigner> signer;
  private final Optional<Aggregation> aggregation;

  /**
   * @param key the verifier's, if it is one
   */
  FollowerProcess(
      final World world,
      final SimNode node,
      final Optional<PrivateKey> key,
      final boolean aggregates) {
    super(world, node);
    final ChainWriter writer = new ChainWriter(engine, store);
    final L1Synchronizer synchronizer =
        new L1Synchronizer(store, l1, Terms.L1, 20, NodeKind.EXTERNAL, writer, node.clock());
    final Derivation derivation =
        new Derivation(
            engine,
            store,
            writer,
            Terms.CHAIN,
            NodeKind.EXTERNAL,
            synchronizer::atHead,
            node.clock());
    this.sources = new SteppedSources(List.of(SimImpostor.ID, SimReplay.MAIN), this::nanos);
    this.trusted = SteppedSync.trusted(engine, store, writer, status, node.clock());
    final RowRepair rows = new RowRepair(engine, store, writer, status, node.clock());
    every(POLL, "state-rows", rows::step);
    this.signer =
        key.map(
            secret ->
                new BatchSigner(
                    engine,
                    store,
                    exitRoots,
                    Terms.CHAIN,
                    Terms.L1,
                    secret,
                    status,
                    rows::mend,
                    rows::refetch,
                    this::nanos));
    everyUntilDone(POLL, "synchronizer", synchronizer::step);
    everyUntilDone(POLL, "derivation", derivation::step);
    if (aggregates) {
      final MonitoredL1TransactionManager manager =
          new MonitoredL1TransactionManager(
              store,
              l1,
              List.of(Terms.AGGREGATOR),
              transactionSettings(),
              node.clock(),
              status,
              Metrics.none());
      every(POLL, "l1-transactions", manager::tick);
      this.aggregation = Optional.of(new Aggregation(this, manager));
    } else {
      this.aggregation = Optional.empty();
    }
  }

  @Override
  void start() {
    super.start();
    aggregation.ifPresent(Aggregation::start);
  }

  private long nanos() {
    return world.scheduler.now() * 1_000_000L;
  }

  /** Whom it asks for the replay. */
  SteppedSources sources() {
    return sources;
  }

  TrustedSync trusted() {
    return trusted;
  }

  /** Empty when it is no verifier. */
  Optional<BatchSigner> signer() {
    return signer;
  }
}
