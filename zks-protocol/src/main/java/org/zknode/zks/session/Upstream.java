/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import org.apache.tuweni.bytes.Bytes;

/** Which connections of an external node may ask for the replay. Thread-safe. */
public interface Upstream {
  /**
   * A connection that has not asked yet wants to.
   *
   * @param peerId who would be asked
   * @param candidate the connection
   * @return whether it may, now; if not it tries again
   */
  boolean tryAcquire(Bytes peerId, Object candidate);

  /** The connection is gone. No effect for one that was not asked. */
  void release(Object candidate);
}
