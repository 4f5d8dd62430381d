/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.wire;

/** Stands for Besu's in unit tests. */
public class Capability {
  private final String name;
  private final int version;

  private Capability(final String name, final int version) {
    this.name = name;
    this.version = version;
  }

  public static Capability create(final String name, final int version) {
    return new Capability(name, version);
  }

  public String getName() {
    return name;
  }

  public int getVersion() {
    return version;
  }

  @Override
  public String toString() {
    return name + "/" + version;
  }
}
