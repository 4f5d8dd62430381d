/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;

/**
 * A block up to which a network is indexed. The newest one of a network is its cursor.
 *
 * @param network 0 is L1, others are rollup ids
 * @param deposits of that network up to there
 * @param proven the bridge's own state confirms that these are all
 */
public record IndexedBlock(
    long network, long number, Bytes32 hash, long deposits, boolean proven) {}
