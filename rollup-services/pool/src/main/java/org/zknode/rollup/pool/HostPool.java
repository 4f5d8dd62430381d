/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.SignedTransaction;

/**
 * The transaction pool that the host's own JSON-RPC reads. It decides nothing: what is in the pool
 * DB counts.
 */
public interface HostPool {
  /** While it is off it holds nothing and takes nothing. */
  boolean isEnabled();

  /** What it holds. */
  Set<Bytes32> hashes();

  /** Shows transactions of the pool DB; one that does not fit is left out. */
  void add(List<SignedTransaction> transactions);

  /** Forgets them. */
  void remove(Collection<Bytes32> hashes);
}
