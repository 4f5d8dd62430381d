/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

/** A transaction on the simulated L1. */
record SimTransaction(
    Bytes32 hash, Address from, long nonce, BigInteger maxFeePerGas, Kind kind, Bytes data) {
  /** Which method it calls. */
  enum Kind {
    SEQUENCE,
    VERIFY,
    /** Its data are the forced transactions. */
    FORCE,
    /** The oldest forced batch that waits is sequenced. */
    SEQUENCE_FORCED,
    /** A deposit on the bridge, with the exit root. */
    DEPOSIT,
    /** A withdrawal is claimed; its data are its number. */
    RELEASE,
    /** A transfer. */
    NOTHING
  }

  static SimTransaction of(final SignedTransaction signed) {
    return new SimTransaction(
        signed.hash(),
        signed.sender(),
        signed.nonce(),
        signed.maxFeePerGas(),
        kind(signed.data()),
        signed.data());
  }

  static Kind kind(final Bytes data) {
    if (data.isEmpty()) {
      return Kind.NOTHING;
    }
    return data.slice(0, 4).equals(ElderberryAbi.SEQUENCE_BATCHES_SELECTOR)
        ? Kind.SEQUENCE
        : Kind.VERIFY;
  }
}
