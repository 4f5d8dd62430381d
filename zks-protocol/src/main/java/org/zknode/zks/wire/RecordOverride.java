/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import org.apache.tuweni.bytes.Bytes;

/**
 * Debugging aid of upstream: serve another stored record for that block.
 *
 * @param blockNumber unsigned 64-bit
 * @param dbKey opaque key of the record to serve
 */
public record RecordOverride(long blockNumber, Bytes dbKey) {}
