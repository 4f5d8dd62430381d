/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;

/** Parts of calls whose arguments are single words (contract ABI specification of Solidity). */
final class Words {
  private Words() {}

  /**
   * @param function its name and the types of its arguments
   */
  static Bytes selector(final String function) {
    return Keccak256.hash(Bytes.wrap(function.getBytes(StandardCharsets.US_ASCII))).slice(0, 4);
  }

  static Bytes32 of(final Address account) {
    return Bytes32.leftPad(account.bytes());
  }

  static Bytes32 of(final BigInteger number) {
    return UInt256.valueOf(number);
  }

  static Bytes32 of(final long number) {
    return UInt256.valueOf(number);
  }
}
