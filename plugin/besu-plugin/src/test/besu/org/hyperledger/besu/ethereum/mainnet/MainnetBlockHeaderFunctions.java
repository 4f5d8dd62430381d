/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

import org.hyperledger.besu.ethereum.core.BlockHeaderFunctions;

/** Stands for Besu's in unit tests. */
public class MainnetBlockHeaderFunctions implements BlockHeaderFunctions {
  public MainnetBlockHeaderFunctions() {}
}
