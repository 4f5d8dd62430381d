/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What is remembered of executions whose block does not tell what was executed, because some
 * transactions could not be applied.
 */
@FunctionalInterface
public interface ExecutedLists {

  /**
   * Whether an engine of this node executed exactly these transactions after that block's parent,
   * with the other fields of its header, and that block came out.
   *
   * @param transactions EIP-2718 network encodings, in order
   */
  boolean gave(Bytes32 blockHash, List<Bytes> transactions);
}
