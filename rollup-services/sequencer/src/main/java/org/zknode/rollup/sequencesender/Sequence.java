/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import org.apache.tuweni.bytes.Bytes;

/**
 * Batches for one L1 transaction.
 *
 * @param first number of its first batch
 * @param last number of its last batch
 * @param paid how many of them cost a fee: those that were not forced
 * @param calldata the sequenceBatches call
 */
record Sequence(long first, long last, long paid, Bytes calldata) {}
