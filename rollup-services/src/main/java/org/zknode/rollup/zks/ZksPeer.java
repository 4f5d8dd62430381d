/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.wire.ZksMessage;

/** What a role does on one connection. All calls come from the connection's worker thread. */
interface ZksPeer {
  /** The connection is up. */
  void opened() throws InterruptedException;

  /** A message arrived. Exceptions cut the connection. */
  void received(ZksMessage message)
      throws ZksDecodeException, ProtocolViolation, ReplayStalledException, InterruptedException;

  /**
   * Does what is to be done now.
   *
   * @return how long to wait for a message before it is called again, in nanoseconds
   */
  long work() throws ReplayStalledException, InterruptedException;

  /** True when frames that arrived before the connection went are still worth dealing with. */
  boolean drains();

  /** The last call: nothing more will be sent or received. */
  void closed();

  /** For status; from any thread. */
  PeerStatus status();
}
