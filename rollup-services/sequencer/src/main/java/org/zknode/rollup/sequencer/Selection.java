/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * What is tried in the next block.
 *
 * @param transactions in order; somewhat more than the batch has room for, because the engine
 *     leaves out what cannot be applied
 * @param refused can never be included
 * @param waiting something that its sender can pay does not fit the rest of the batch
 */
record Selection(List<Chosen> transactions, List<Refused> refused, boolean waiting) {
  /**
   * @param oversized it needs more than a whole batch has, whatever the state of its account
   */
  record Refused(Bytes32 hash, String reason, boolean oversized) {}

  /**
   * @param decoded its bytes, parsed with the sender that the pool has of it
   */
  record Chosen(Candidate candidate, DecodedTransaction decoded) {}

  List<DecodedTransaction> forEngine() {
    return transactions.stream().map(Chosen::decoded).toList();
  }

  Address sender(final int index) {
    return transactions.get(index).candidate().sender();
  }

  Bytes32 hash(final int index) {
    return transactions.get(index).candidate().hash();
  }
}
