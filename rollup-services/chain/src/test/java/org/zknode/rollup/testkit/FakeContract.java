/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;

/** Code of an account of {@link FakeEngine}, in Java. */
public interface FakeContract {
  /** Words and balances in the middle of a block. */
  interface Memory {
    Bytes32 word(Address account, UInt256 slot);

    void store(Address account, UInt256 slot, Bytes32 value);

    /** What the sender has is not looked at. */
    void move(Address from, Address to, BigInteger wei);
  }

  /**
   * Before the block's transactions.
   *
   * @param l1InfoRoot zero when the block names no leaf
   */
  void begin(Memory memory, Bytes32 l1InfoRoot);

  /** The account was called, and has the value. */
  void call(Memory memory, SignedTransaction transaction);
}
