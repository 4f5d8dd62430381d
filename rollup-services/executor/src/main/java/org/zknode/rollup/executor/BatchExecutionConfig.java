/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.net.URI;
import java.util.List;

/**
 * How a node has batches executed elsewhere.
 *
 * @param executors that are asked
 * @param witnessUrls JSON-RPC of nodes that record the witnesses; none: this node does
 */
public record BatchExecutionConfig(ExecutorsConfig executors, List<URI> witnessUrls) {
  public BatchExecutionConfig {
    witnessUrls = List.copyOf(witnessUrls);
  }
}
