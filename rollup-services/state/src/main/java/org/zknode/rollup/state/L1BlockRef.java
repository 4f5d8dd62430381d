/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes32;

/**
 * @param timestamp seconds
 */
public record L1BlockRef(long number, Bytes32 hash, Bytes32 parentHash, long timestamp) {}
