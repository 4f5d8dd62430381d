/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

/**
 * A subprotocol that is offered in Hello.
 *
 * @param name compared byte by byte, case matters
 * @param version 0..255
 * @param messageCount how many message ids it takes (its message space)
 */
public record Capability(String name, int version, int messageCount) {
  public Capability {
    if (name.isEmpty() || version < 0 || version > 255 || messageCount < 0) {
      throw new IllegalArgumentException(
          "capability %s/%d with %d messages".formatted(name, version, messageCount));
    }
  }

  @Override
  public String toString() {
    return name + "/" + version;
  }
}
