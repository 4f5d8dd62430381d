/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.wire.Capability;

/** Main node or external node: what is offered and done on each connection. */
sealed interface ZksRole permits MainNodeZks, ExternalNodeZks {
  /** Fixed from creation on. */
  List<Capability> offered();

  ZksPeer open(PeerLink link);

  /** Whether that node gets a place even when all are taken, whoever of the two dialled. */
  boolean isExempt(Bytes peerId);

  void start();

  void stop();
}
