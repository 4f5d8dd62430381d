/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.worldstate;

import java.util.Collection;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.internal.EvmConfiguration;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public abstract class AbstractWorldUpdater<W extends WorldView, A extends Account>
    implements WorldUpdater {
  protected AbstractWorldUpdater(W world, EvmConfiguration evmConfiguration) {
    throw new DeclarationOnly();
  }

  protected abstract A getForMutation(Address address);

  protected W wrappedWorldView() {
    throw new DeclarationOnly();
  }

  public Collection<UpdateTrackingAccount<A>> getUpdatedAccounts() {
    throw new DeclarationOnly();
  }

  protected Collection<Address> getDeletedAccounts() {
    throw new DeclarationOnly();
  }

  public abstract Collection<? extends Account> getTouchedAccounts();

  public abstract Collection<Address> getDeletedAccountAddresses();

  public abstract void revert();

  @Override
  public WorldUpdater updater() {
    throw new DeclarationOnly();
  }

  @Override
  public Account get(Address address) {
    throw new DeclarationOnly();
  }
}
