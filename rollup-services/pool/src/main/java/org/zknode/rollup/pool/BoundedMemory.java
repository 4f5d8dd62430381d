/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets what was not touched for longest, so that strangers cannot fill it; for one
 * thread.
 */
public final class BoundedMemory<K, V> extends LinkedHashMap<K, V> {
  /** As many as there may be pending transactions by default. */
  public static final int ENTRIES = PoolConfig.DEFAULT_MAX_PENDING;

  private static final long serialVersionUID = 1L;

  public BoundedMemory() {
    super(16, 0.75f, true);
  }

  @Override
  protected boolean removeEldestEntry(final Map.Entry<K, V> eldest) {
    return size() > ENTRIES;
  }
}
