/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * Everything of the aggregator but its threads and its server: driven by {@link #round} and by the
 * steps of the provers' sessions.
 */
final class AggregatorCore {
  private static final Logger LOG = LoggerFactory.getLogger(AggregatorCore.class);

  private static final String DEGRADED_STANDBY = "aggregator-standby";
  private static final String DEGRADED_WAITING = "aggregator-waiting";

  private final StateStore store;
  private final NodeStatus status;
  private final ProofScheduler scheduler;
  private final FinalProofSender finals;
  private final ProverRoster roster;
  private final ProofFailures failures;
  private final ProverWorker worker;
  private volatile boolean leading;

  /**
   * @param sender address of the key that sends final proofs; it is part of their public input
   * @param genesisStateRoot state root of L2 block 0
   */
  AggregatorCore(
      final AggregatorConfig config,
      final ChainConfig chain,
      final L1Config l1,
      final Address sender,
      final Bytes32 genesisStateRoot,
      final AggregatorPorts ports) {
    final Clock clock = ports.clock();
    this.store = ports.store();
    this.status = ports.status();
    this.roster = new ProverRoster(config.rules(), clock);
    final AggregatorEvents events = new AggregatorEvents(store, clock);
    final BatchStates states = new BatchStates(genesisStateRoot, chain.coinbase());
    this.finals = new FinalProofSender(config, l1, sender, ports, events);
    final BatchFailures batches = new BatchFailures();
    this.failures =
        new ProofFailures(batches, roster, events, store, status, config.proofTimeout());
    this.scheduler =
        new ProofScheduler(store, finals, states, batches, clock, config.proofTimeout());
    final StoredProofs proofs = new StoredProofs(store);
    final ProofJobRunner runner =
        new ProofJobRunner(
            config,
            sender,
            ports,
            proofs,
            new ProofBlame(
                proofs, scheduler.trials(), roster, events, clock, config.proofTimeout()),
            finals,
            new FinalProofCheck(chain, sender),
            states,
            new ProverInput(
                store, ports.witnesses(), states, chain, sender, config.maxInputBytes()),
            events,
            failures);
    this.worker =
        new ProverWorker(
            new ProverWorker.Work(
                chain.forkId(),
                config.pollInterval(),
                scheduler,
                runner,
                status,
                events,
                roster,
                failures,
                () -> leading && !status.isHalted()),
            ports.metrics());
  }

  ProverWorker worker() {
    return worker;
  }

  /** The provers that are connected or quarantined. */
  List<ProverView> provers() {
    return roster.snapshot();
  }

  int quarantined() {
    return roster.quarantined();
  }

  long unpaidBatches() {
    return finals.unpaidBatches();
  }

  /**
   * Takes or keeps the role and looks after what was handed to L1. Whatever goes wrong shows in the
   * node's status.
   *
   * @param besides what else is looked at each time
   */
  void round(final Runnable besides) {
    try {
      lead();
      if (leading && !status.isHalted()) {
        finals.tick();
        failures.tell();
      }
      besides.run();
      status.recovered(DEGRADED_WAITING);
    } catch (final TemporaryException e) {
      status.degraded(DEGRADED_WAITING, "the aggregator waits: " + e.getMessage());
    } catch (final CriticalException e) {
      status.halt(e.halt());
    } catch (final RuntimeException e) {
      LOG.error("A round of the aggregator failed, the next one follows", e);
      status.degraded(DEGRADED_WAITING, "the aggregator failed and tries again: " + e);
    }
  }

  /** Asked each round: a lock is lost with its connection and may have to be taken again. */
  private void lead() {
    if (!store.tryLock(Aggregator.ROLE)) {
      leading = false;
      status.degraded(
          DEGRADED_STANDBY, "another aggregator works on this state DB; this one waits for it");
      return;
    }
    if (!leading) {
      scheduler.releaseAll();
      leading = true;
      status.recovered(DEGRADED_STANDBY);
    }
  }
}
