/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/** The steps that a {@link MonitoredTransaction} can take, as copies of its row. */
final class MonitoredSteps {
  private MonitoredSteps() {}

  static MonitoredTransaction created(
      final String owner, final String id, final Address from, final Address to, final Bytes data) {
    return new MonitoredTransaction(
        owner,
        id,
        from,
        to,
        data,
        Optional.empty(),
        0,
        BigInteger.ZERO,
        Status.CREATED,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** Ready to be signed for the first time. */
  static MonitoredTransaction priced(
      final MonitoredTransaction row,
      final long nonce,
      final long gasLimit,
      final BigInteger maxFeePerGas) {
    return copy(
        row,
        Optional.of(nonce),
        gasLimit,
        maxFeePerGas,
        row.status(),
        row.history(),
        Optional.empty(),
        Optional.empty());
  }

  static MonitoredTransaction withMaxFee(
      final MonitoredTransaction row, final BigInteger maxFeePerGas) {
    return copy(
        row,
        row.nonce(),
        row.gasLimit(),
        maxFeePerGas,
        row.status(),
        row.history(),
        row.l1Block(),
        row.error());
  }

  /** Remembers a hash that is about to be sent; no change when it is known. */
  static MonitoredTransaction withHash(final MonitoredTransaction row, final Bytes32 hash) {
    if (row.history().contains(hash)) {
      return row;
    }
    final List<Bytes32> history = new ArrayList<>(row.history());
    history.add(hash);
    return copy(
        row,
        row.nonce(),
        row.gasLimit(),
        row.maxFeePerGas(),
        row.status(),
        history,
        row.l1Block(),
        row.error());
  }

  /** Its nonce was used by another transaction: needs a new one. The history stays. */
  static MonitoredTransaction withoutNonce(final MonitoredTransaction row, final String why) {
    return copy(
        row,
        Optional.empty(),
        0,
        BigInteger.ZERO,
        Status.CREATED,
        row.history(),
        Optional.empty(),
        Optional.of(why));
  }

  static MonitoredTransaction with(
      final MonitoredTransaction row,
      final Status status,
      final Optional<Long> l1Block,
      final Optional<String> error) {
    return copy(
        row,
        row.nonce(),
        row.gasLimit(),
        row.maxFeePerGas(),
        status,
        row.history(),
        l1Block,
        error);
  }

  private static MonitoredTransaction copy(
      final MonitoredTransaction row,
      final Optional<Long> nonce,
      final long gasLimit,
      final BigInteger maxFeePerGas,
      final Status status,
      final List<Bytes32> history,
      final Optional<Long> l1Block,
      final Optional<String> error) {
    return new MonitoredTransaction(
        row.owner(),
        row.id(),
        row.from(),
        row.to(),
        row.data(),
        nonce,
        gasLimit,
        maxFeePerGas,
        status,
        history,
        l1Block,
        error);
  }
}
