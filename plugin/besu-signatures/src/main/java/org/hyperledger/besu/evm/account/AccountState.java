/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.account;

import java.util.NavigableMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.Wei;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface AccountState {
  Hash getAddressHash();

  long getNonce();

  Wei getBalance();

  Bytes getCode();

  Hash getCodeHash();

  UInt256 getStorageValue(UInt256 key);

  UInt256 getOriginalStorageValue(UInt256 key);

  NavigableMap<Bytes32, AccountStorageEntry> storageEntriesFrom(Bytes32 startKeyHash, int limit);
}
