/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import org.zknode.bench.Percentiles;

/**
 * What people saw at one node at one rate.
 *
 * @param node {@code main} or {@code external}: where transactions were sent and looked for
 * @param rate transactions per second that were due
 * @param refused measured transactions that the node did not take in time
 * @param notIncluded measured transactions that were in no block of the node in time
 * @param acceptance until eth_sendRawTransaction was answered
 * @param preconfirmation until the node's feed told of a slice with the transaction, or it was seen
 *     in a block
 * @param inclusion until the transaction was seen in a block of the node
 */
public record RateFigures(
    String node,
    double rate,
    int refused,
    int notIncluded,
    Percentiles acceptance,
    Percentiles preconfirmation,
    Percentiles inclusion) {
  /**
   * @param boundMillis that the 99th percentile of inclusion may take
   */
  boolean holds(final double boundMillis) {
    return refused == 0 && notIncluded == 0 && inclusion.p99() <= boundMillis;
  }
}
