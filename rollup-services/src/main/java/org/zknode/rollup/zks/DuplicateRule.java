/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.apache.tuweni.bytes.Bytes;

/**
 * Which of two connections to the same node stays. Both sides must come to the same answer: two
 * nodes may dial each other at the same moment, and a host may dial a node that is connected.
 */
final class DuplicateRule {
  private DuplicateRule() {}

  /**
   * Same dialler: the older one stays. Different diallers: the one dialled by the lower node id.
   */
  static boolean keepsExisting(final ZksConnection existing, final ZksConnection added) {
    if (existing.outbound() == added.outbound() || added.localId().isEmpty()) {
      return true;
    }
    return dialler(existing).compareTo(dialler(added)) < 0;
  }

  private static Bytes dialler(final ZksConnection connection) {
    return connection.outbound() ? connection.localId() : connection.peerId();
  }
}
