/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/**
 * How far a network is indexed.
 *
 * @param network 0 is L1, others are rollup ids
 * @param block the newest block all of whose events are here
 * @param deposits of that network up to there; the next one has this count
 */
public record IndexPosition(long network, long block, Bytes32 blockHash, long deposits) {}
