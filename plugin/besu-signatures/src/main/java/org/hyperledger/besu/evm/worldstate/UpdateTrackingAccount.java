/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.worldstate;

import java.util.Map;
import java.util.NavigableMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.account.AccountStorageEntry;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class UpdateTrackingAccount<A extends Account> implements Account {
  protected UpdateTrackingAccount() {}

  public A getWrappedAccount() {
    throw new DeclarationOnly();
  }

  public boolean codeWasUpdated() {
    throw new DeclarationOnly();
  }

  public Map<UInt256, UInt256> getUpdatedStorage() {
    throw new DeclarationOnly();
  }

  public boolean getStorageWasCleared() {
    throw new DeclarationOnly();
  }

  @Override
  public Address getAddress() {
    throw new DeclarationOnly();
  }

  @Override
  public long getNonce() {
    throw new DeclarationOnly();
  }

  @Override
  public Wei getBalance() {
    throw new DeclarationOnly();
  }

  @Override
  public Bytes getCode() {
    throw new DeclarationOnly();
  }

  @Override
  public Hash getAddressHash() {
    throw new DeclarationOnly();
  }

  @Override
  public Hash getCodeHash() {
    throw new DeclarationOnly();
  }

  @Override
  public UInt256 getStorageValue(UInt256 key) {
    throw new DeclarationOnly();
  }

  @Override
  public UInt256 getOriginalStorageValue(UInt256 key) {
    throw new DeclarationOnly();
  }

  @Override
  public NavigableMap<Bytes32, AccountStorageEntry> storageEntriesFrom(
      Bytes32 startKeyHash, int limit) {
    throw new DeclarationOnly();
  }

  @Override
  public boolean isStorageEmpty() {
    throw new DeclarationOnly();
  }
}
