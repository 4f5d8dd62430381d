/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** A preimage that the block needs and that its transactions do not carry. */
public record ForcePreimage(Bytes32 hash, Bytes preimage) {}
