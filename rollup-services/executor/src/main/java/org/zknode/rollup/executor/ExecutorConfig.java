/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import org.zknode.rollup.grpc.ServerAccess;

/**
 * An executor's server.
 *
 * @param host interface that it listens on
 * @param port TCP port, 0 = any free one
 */
public record ExecutorConfig(
    String host, int port, ServerAccess access, ExecutorLimits limits, String version) {}
