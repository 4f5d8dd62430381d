/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.account;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.datatypes.Wei;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface AccountState {
  long getNonce();

  Wei getBalance();

  Bytes getCode();

  UInt256 getStorageValue(UInt256 key);
}
