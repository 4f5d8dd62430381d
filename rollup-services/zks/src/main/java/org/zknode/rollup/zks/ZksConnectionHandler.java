/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.apache.tuweni.bytes.Bytes;

/**
 * What a transport calls. Calls for one connection come one after another; they must return quickly
 * (they may run on a network thread), so the implementation queues, boundedly.
 */
public interface ZksConnectionHandler {
  void connected(ZksConnection connection);

  void received(ZksConnection connection, String capability, int code, Bytes payload);

  void disconnected(ZksConnection connection);
}
