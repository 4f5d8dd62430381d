/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * Which logs are asked for.
 *
 * @param contracts any of them
 * @param topics any of these kinds of events
 */
public record L1LogFilter(Set<Address> contracts, Set<Bytes32> topics) {
  public L1LogFilter {
    contracts = Set.copyOf(contracts);
    topics = Set.copyOf(topics);
  }
}
