/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.worldstate;

import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.account.Account;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface WorldView {
  Account get(Address address);
}
