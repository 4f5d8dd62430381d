/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/** What the aggregator works with. None of it is closed by the aggregator. */
public record AggregatorPorts(
    StateStore store,
    ExitRoots exitRoots,
    BatchWitnesses witnesses,
    L1Client l1,
    L1TransactionManager transactions,
    NodeStatus status,
    Metrics metrics,
    Clock clock) {}
