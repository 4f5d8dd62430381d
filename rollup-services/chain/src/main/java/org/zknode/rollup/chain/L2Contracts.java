/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;

/**
 * Contracts of the genesis file that nodes know (docs/spec/bridge.md, "Contracts in the genesis
 * file").
 */
public final class L2Contracts {
  /** Global exit roots that L2 knows, and the local exit root of the chain. */
  public static final Address EXIT_ROOT_MANAGER =
      Address.fromHex("0xa40D5f56745a118D0906a34E69aeC8C0Db1cB8fA");

  /** Where the exit root manager keeps the local exit root, which is what L1 is told of a batch. */
  public static final UInt256 LOCAL_EXIT_ROOT_SLOT = UInt256.ONE;

  /** The bridge; the first bytes are ASCII for zkBridge. */
  public static final Address BRIDGE =
      Address.fromHex("0x7a6b427269646765000000000000000000000001");

  private L2Contracts() {}
}
