/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.Wei;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class ProcessableBlockHeader
    implements org.hyperledger.besu.plugin.data.ProcessableBlockHeader {
  protected ProcessableBlockHeader() {}

  public Hash getParentHash() {
    throw new DeclarationOnly();
  }

  public Address getCoinbase() {
    throw new DeclarationOnly();
  }

  public long getNumber() {
    throw new DeclarationOnly();
  }

  public long getGasLimit() {
    throw new DeclarationOnly();
  }

  public long getTimestamp() {
    throw new DeclarationOnly();
  }

  public Optional<Wei> getBaseFee() {
    throw new DeclarationOnly();
  }

  public Optional<Bytes32> getParentBeaconBlockRoot() {
    throw new DeclarationOnly();
  }
}
