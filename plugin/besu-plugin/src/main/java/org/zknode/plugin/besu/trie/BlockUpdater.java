/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.util.ArrayList;
import java.util.Collection;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.internal.EvmConfiguration;
import org.hyperledger.besu.evm.worldstate.AbstractWorldUpdater;
import org.hyperledger.besu.evm.worldstate.UpdateTrackingAccount;

/** What a transaction changes, until it is committed to the block's changes. */
final class BlockUpdater extends AbstractWorldUpdater<TrieWorldState, TrieAccount> {
  private final TrieWorldState state;

  BlockUpdater(final TrieWorldState state) {
    super(state, EvmConfiguration.DEFAULT);
    this.state = state;
  }

  @Override
  protected TrieAccount getForMutation(final Address address) {
    return state.account(address);
  }

  @Override
  public Collection<? extends Account> getTouchedAccounts() {
    return new ArrayList<>(getUpdatedAccounts());
  }

  @Override
  public Collection<Address> getDeletedAccountAddresses() {
    return new ArrayList<>(getDeletedAccounts());
  }

  @Override
  public void revert() {
    getDeletedAccounts().clear();
    getUpdatedAccounts().clear();
  }

  @Override
  public void commit() {
    getDeletedAccounts().forEach(state::delete);
    for (final UpdateTrackingAccount<TrieAccount> updated : getUpdatedAccounts()) {
      state.update(updated);
    }
  }
}
