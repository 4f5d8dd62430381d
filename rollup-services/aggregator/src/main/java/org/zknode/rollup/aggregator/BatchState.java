/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import org.apache.tuweni.bytes.Bytes32;

/**
 * What is true after a batch, by our own execution and hashing.
 *
 * @param stateRoot after its last block
 * @param accInputHash accumulated input hash after it (docs/spec/hashes.md, "Accumulated input
 *     hash")
 * @param lastBlock its number; the one before the batch's when the batch has none
 */
record BatchState(Bytes32 stateRoot, Bytes32 accInputHash, long lastBlock) {}
