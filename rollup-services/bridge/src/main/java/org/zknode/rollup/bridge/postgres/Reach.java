/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import org.jdbi.v3.core.Handle;

/**
 * How many deposits are ready for claim, from the first one, and by which leaf of the L1 info tree.
 *
 * @param own the own rollup's network
 * @param toOwn deposits of L1 that the newest global exit root covers which the own rollup has
 * @param toOwnLeaf that leaf, 0 if there is none
 * @param fromOwn deposits of the own rollup that L1's newest leaf covers
 * @param fromOwnLeaf that leaf, 0 if there is none
 */
record Reach(long own, long toOwn, long toOwnLeaf, long fromOwn, long fromOwnLeaf) {
  private static final String TO_OWN =
      """
      SELECT l.mainnet_deposits AS deposits, l.index AS leaf
      FROM state.bridge_known_exit_root k JOIN state.bridge_covering_leaf l
        ON l.index = k.leaf AND l.global_exit_root = k.global_exit_root
      ORDER BY k.leaf DESC LIMIT 1""";

  /**
   * The newest verification whose local exit root is known here: one that is ahead of the own chain
   * proves nothing yet.
   */
  private static final String FROM_OWN =
      """
      SELECT d.deposit_count + 1 AS deposits, l.index AS leaf
      FROM state.bridge_rollup_exit v
      JOIN state.bridge_deposit d ON d.network = v.rollup_id AND d.exit_root = v.local_exit_root
      CROSS JOIN LATERAL (
        SELECT index FROM state.bridge_covering_leaf
        WHERE rollup_sequence >= v.sequence AND rollup_sequence < coalesce(
          (SELECT min(n.sequence) FROM state.bridge_rollup_exit n
            WHERE n.rollup_id = v.rollup_id AND n.sequence > v.sequence), %d)
        ORDER BY rollup_sequence DESC, index DESC LIMIT 1) l
      WHERE v.rollup_id = :own ORDER BY v.sequence DESC LIMIT 1"""
          .formatted(Long.MAX_VALUE);

  /** Both in one round trip. */
  private static final String BOTH =
      """
      SELECT :own AS own, coalesce(a.deposits, 0) AS to_own, coalesce(a.leaf, 0) AS to_own_leaf,
        coalesce(b.deposits, 0) AS from_own, coalesce(b.leaf, 0) AS from_own_leaf
      FROM (VALUES (1)) AS one (row)
      LEFT JOIN (%s) a ON true
      LEFT JOIN (%s) b ON true"""
          .formatted(TO_OWN, FROM_OWN);

  static Reach of(final Handle handle, final long own) {
    return handle.createQuery(BOTH).bind("own", own).mapTo(Reach.class).one();
  }

  /** Of that network for that destination. */
  long deposits(final long network, final long destination) {
    if (network == own) {
      return fromOwn;
    }
    return network == 0 && destination == own ? toOwn : 0;
  }

  /** The leaf of the L1 info tree by which they are proven. */
  long leaf(final long network, final long destination) {
    if (network == own) {
      return fromOwnLeaf;
    }
    return network == 0 && destination == own ? toOwnLeaf : 0;
  }

  /** The only network whose deposits for that destination are ever ready here. */
  long source(final long destination) {
    return destination == own ? 0 : own;
  }
}
