/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.util.NavigableMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.account.AccountStorageEntry;

/** An account of a {@link TrieWorldState} between two transactions. */
final class TrieAccount implements Account {
  private final TrieWorldState state;
  private final Address address;
  private final AccountValue value;
  private final Bytes code;

  TrieAccount(
      final TrieWorldState state,
      final Address address,
      final AccountValue value,
      final Bytes code) {
    this.state = state;
    this.address = address;
    this.value = value;
    this.code = code;
  }

  @Override
  public Address getAddress() {
    return address;
  }

  @Override
  public Hash getAddressHash() {
    return address.addressHash();
  }

  @Override
  public long getNonce() {
    return value.nonce();
  }

  @Override
  public Wei getBalance() {
    return value.wei();
  }

  @Override
  public Bytes getCode() {
    return code;
  }

  @Override
  public Hash getCodeHash() {
    return Hash.wrap(value.codeHash());
  }

  @Override
  public UInt256 getStorageValue(final UInt256 key) {
    return state.slot(address, key);
  }

  @Override
  public UInt256 getOriginalStorageValue(final UInt256 key) {
    return getStorageValue(key);
  }

  /** Asked of accounts without nonce and code alone, which cannot have lost their storage. */
  @Override
  public boolean isStorageEmpty() {
    return state.hasNoStorage(address);
  }

  @Override
  public NavigableMap<Bytes32, AccountStorageEntry> storageEntriesFrom(
      final Bytes32 startKeyHash, final int limit) {
    throw new UnsupportedOperationException("a state of parts has no list of its slots");
  }
}
