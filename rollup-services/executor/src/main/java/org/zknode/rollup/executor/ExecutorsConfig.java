/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.time.Duration;
import java.util.List;
import org.zknode.rollup.grpc.ClientAccess;

/**
 * Executors that a node asks.
 *
 * @param urls of different instances
 * @param access how this node shows who it is; its CA file counts where a URL has TLS
 * @param deadline for one execution
 */
public record ExecutorsConfig(List<ExecutorAddress> urls, ClientAccess access, Duration deadline) {
  /** So many have to say the same where as many are there: one alone decides nothing. */
  public static final int NEEDED = 2;

  public ExecutorsConfig {
    urls = urls.stream().distinct().toList();
  }

  /** How many have to say the same. */
  public int needed() {
    return Math.min(NEEDED, urls.size());
  }
}
