/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;

/**
 * @param pollInterval how often L1 is asked for new blocks
 * @param maxBlockRange L1 blocks per eth_getLogs at the most
 * @param parallelRanges so many such ranges are read at the same time while the node is far behind;
 *     as many are held in memory
 * @param followReplay whether blocks are taken from the zks replay before they are on L1
 */
public record SynchronizerConfig(
    Duration pollInterval, int maxBlockRange, int parallelRanges, boolean followReplay) {}
