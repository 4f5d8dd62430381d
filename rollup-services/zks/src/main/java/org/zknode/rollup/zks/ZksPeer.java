/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.zknode.zks.connection.Frame;
import org.zknode.zks.session.ConnectionRegistry;

/**
 * What a role does on one connection: drives its state machine. All calls but {@link #admitted},
 * {@link #use} and {@link #status} come from the connection's worker thread.
 */
interface ZksPeer {
  /** The connection is in use from here on. Must not call the transport: the hub is locked. */
  void admitted();

  /** The worker starts. */
  void opened() throws InterruptedException;

  /** A frame arrived. */
  void received(Frame frame) throws InterruptedException;

  /**
   * Does what is to be done now.
   *
   * @return how long to wait for a frame before it is called again, in nanoseconds
   */
  long work() throws InterruptedException;

  /** True when frames that arrived before the connection went are still worth dealing with. */
  boolean drains();

  /** The last call: nothing more will be sent or received. */
  void closed() throws InterruptedException;

  /** What the peer does with its place; from any thread, must not call the transport. */
  ConnectionRegistry.Use use();

  /** For status; from any thread. */
  PeerStatus status();
}
