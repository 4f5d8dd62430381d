/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;

/** An account as the transactions of a block so far have left it; changed by one thread. */
final class AccountChange {
  private final Map<UInt256, UInt256> slots = new HashMap<>();
  private boolean deleted;
  private long nonce;
  private BigInteger balance;
  private Bytes32 codeHash;
  private Bytes code;
  private Bytes32 storageBefore;

  /**
   * @param before the account at the beginning of the block, or an empty one
   */
  AccountChange(final AccountValue before) {
    nonce = before.nonce();
    balance = before.balance();
    codeHash = before.codeHash();
    storageBefore = before.storageRoot();
  }

  void delete() {
    clear();
    deleted = true;
  }

  /** It begins anew, without code and storage. */
  void clear() {
    slots.clear();
    codeHash = AccountValue.NO_CODE;
    code = null;
    storageBefore = AccountValue.NO_STORAGE;
  }

  void clearStorage() {
    slots.clear();
    storageBefore = AccountValue.NO_STORAGE;
  }

  void set(final long newNonce, final BigInteger newBalance) {
    deleted = false;
    nonce = newNonce;
    balance = newBalance;
  }

  void code(final Bytes32 hash, final Bytes bytes) {
    codeHash = hash;
    code = bytes;
  }

  void store(final Map<UInt256, UInt256> values) {
    slots.putAll(values);
  }

  boolean isDeleted() {
    return deleted;
  }

  /** With the storage root of the beginning of the block, or that of none. */
  AccountValue value() {
    return new AccountValue(nonce, balance, storageBefore, codeHash);
  }

  /** What the block wrote; zero where it deleted. */
  Map<UInt256, UInt256> slots() {
    return slots;
  }

  /** Null unless this block set it. */
  Bytes code() {
    return code;
  }
}
