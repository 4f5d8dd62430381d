/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;

/**
 * One replay at a time: the connection that holds the slot feeds the pipeline, others wait.
 * Thread-safe.
 */
public final class UpstreamSlot implements Upstream {
  private final AtomicReference<Object> holder = new AtomicReference<>();
  private final Runnable onFree;

  /**
   * @param onFree called when the slot is free again, to wake up those who wait
   */
  public UpstreamSlot(final Runnable onFree) {
    this.onFree = onFree;
  }

  public boolean tryAcquire(final Object candidate) {
    return holder.compareAndSet(null, candidate);
  }

  @Override
  public boolean tryAcquire(final Bytes peerId, final Object candidate) {
    return tryAcquire(candidate);
  }

  /** No effect for anyone but the holder. */
  @Override
  public void release(final Object candidate) {
    if (holder.compareAndSet(candidate, null)) {
      onFree.run();
    }
  }
}
