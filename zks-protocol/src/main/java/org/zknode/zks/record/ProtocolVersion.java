/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

/** Semantic version of the chain's protocol without pre-release part; numbers are unsigned. */
public record ProtocolVersion(long major, long minor, long patch) {
  public static final ProtocolVersion ZERO = new ProtocolVersion(0, 0, 0);
}
