/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/**
 * Where an event of a bridge happened.
 *
 * @param network 0 is L1, others are rollup ids
 * @param blockNumber of that network
 * @param timestamp of that block, seconds since the epoch
 * @param logIndex place of the log in its block, from 0
 */
public record EventPlace(
    long network,
    long blockNumber,
    Bytes32 blockHash,
    long timestamp,
    Bytes32 transactionHash,
    long logIndex) {}
