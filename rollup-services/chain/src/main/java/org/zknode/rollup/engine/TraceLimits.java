/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/**
 * How much of one transaction's trace is kept.
 *
 * @param bytes of all inputs and outputs
 */
public record TraceLimits(int calls, long bytes) {}
