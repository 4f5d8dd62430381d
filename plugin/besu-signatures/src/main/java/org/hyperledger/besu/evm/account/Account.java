/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.account;

import org.hyperledger.besu.datatypes.Address;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface Account extends AccountState {
  Address getAddress();

  boolean isStorageEmpty();
}
