/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.lang.management.ManagementFactory;

/** Memory of this JVM. */
public final class Heap {
  private Heap() {}

  /** Bytes in use after a full collection. */
  public static long afterCollection() {
    // Twice: the first one only queues what references clear.
    ManagementFactory.getMemoryMXBean().gc();
    ManagementFactory.getMemoryMXBean().gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
