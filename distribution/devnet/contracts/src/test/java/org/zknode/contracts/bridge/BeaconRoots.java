/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/** The EIP-4788 contract on an anvil; anvil itself gives it only zeros. */
record BeaconRoots(Anvil anvil) {
  /** Who calls it at the start of a block (EIP-4788). */
  private static final Address SYSTEM =
      Address.fromHex("0xfffffffffffffffffffffffffffffffffffffffe");

  static final Address ADDRESS = Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

  /** Entries of its ring. */
  static final long RING = 8191;

  private static final String CODE =
      "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500";

  static BeaconRoots install(final Anvil anvil) {
    anvil.request("anvil_setCode", ADDRESS.toString(), CODE);
    anvil.request("anvil_impersonateAccount", SYSTEM.toString());
    // Two blocks of the same second would have one entry.
    anvil.request("anvil_setBlockTimestampInterval", 1);
    anvil.setBalance(SYSTEM, BigInteger.TEN.pow(18));
    return new BeaconRoots(anvil);
  }

  /** Makes a block with that root; returns its timestamp. */
  long set(final Bytes32 root) {
    return anvil.timestamp(
        anvil.send(SYSTEM, Optional.of(ADDRESS), BigInteger.ZERO, Bytes.wrap(root)).blockHash());
  }
}
