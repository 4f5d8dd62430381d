/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.jdbi.v3.core.Handle;

/**
 * Keeps one copy of data that an own batch and L1's rows of it have in common: the own, closed
 * batch has it, and L1's rows refer to that batch. Whoever writes one of them locks the batch's row
 * before, so that nothing is compared with what another transaction is changing.
 */
record SharedData(Handle handle) {

  /**
   * The own batch of that number, if it is closed and this is its data. It stays so to the end of
   * the transaction.
   */
  Optional<Long> ofBatch(final long number, final Bytes data) {
    handle.execute("SELECT FROM state.batch WHERE number = ? AND closed FOR SHARE", number);
    return handle
        .select(
            "SELECT number FROM state.whole_batch WHERE number = ? AND closed AND l2_data = ?",
            number,
            data)
        .mapTo(Long.class)
        .findOne();
  }

  /** The same for the own batch that was made of that forced one. */
  Optional<Long> ofForced(final long forced, final Bytes data) {
    return handle
        .select(
            "SELECT number FROM state.batch WHERE forced_number = ? AND closed ORDER BY number"
                + " LIMIT 1",
            forced)
        .mapTo(Long.class)
        .findOne()
        .flatMap(number -> ofBatch(number, data));
  }

  /** L1's rows give up their own copy where it is the data of this closed batch. */
  void takeFromL1(final long batch) {
    handle.execute(
        """
        UPDATE state.virtual_batch v SET l2_data = NULL FROM state.whole_batch w
        WHERE v.number = ? AND w.number = v.number AND v.l2_data = w.l2_data""",
        batch);
    handle.execute(
        """
        UPDATE state.forced_batch f SET l2_data = NULL, own_batch = w.number
        FROM state.whole_batch w
        WHERE w.number = ? AND f.number = w.forced_number AND f.l2_data = w.l2_data""",
        batch);
  }

  /**
   * L1's rows get their own copy again, since these batches are about to change or to go.
   *
   * @param first and last of their numbers
   */
  void leaveToL1(final long first, final long last) {
    handle.execute(
        "SELECT FROM state.batch WHERE number BETWEEN ? AND ? ORDER BY number FOR UPDATE",
        first,
        last);
    handle.execute(
        """
        UPDATE state.virtual_batch v SET l2_data = w.l2_data FROM state.whole_batch w
        WHERE v.own_batch BETWEEN ? AND ? AND w.number = v.own_batch""",
        first,
        last);
    handle.execute(
        """
        UPDATE state.forced_batch f SET l2_data = w.l2_data, own_batch = NULL
        FROM state.whole_batch w
        WHERE f.own_batch BETWEEN ? AND ? AND w.number = f.own_batch""",
        first,
        last);
  }
}
