/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes32;

/**
 * A block that changed the local exit root of the chain.
 *
 * @param root after it
 */
public record ExitRootChange(Bytes32 blockHash, long blockNumber, Bytes32 root) {}
