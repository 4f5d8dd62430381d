/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.util.List;

/** What is deleted of a network after a block: statements with :network and :block. */
final class RollBack {
  static final List<String> STATEMENTS =
      List.of(
          """
          UPDATE state.bridge_deposit d SET claim_transaction = NULL
          FROM state.bridge_claim c
          WHERE c.network = :network AND c.block_number > :block
            AND d.network = c.source_network AND d.deposit_count = c.leaf_index
            AND d.destination_network = c.network""",
          "DELETE FROM state.bridge_claim WHERE network = :network AND block_number > :block",
          "DELETE FROM state.bridge_wrapped_token WHERE network = :network AND block_number > :block",
          "DELETE FROM state.bridge_deposit WHERE network = :network AND block_number > :block",
          "DELETE FROM state.bridge_block WHERE network = :network AND number > :block");

  /** Of L1 besides; without :network. */
  static final List<String> ON_L1 =
      List.of(
          "DELETE FROM state.bridge_rollup_exit WHERE l1_block > :block",
          "DELETE FROM state.bridge_covering_leaf WHERE l1_block > :block");

  /** Of the own rollup besides; without :network. */
  static final String ON_L2 =
      "DELETE FROM state.bridge_known_exit_root WHERE block_number > :block";

  private RollBack() {}
}
