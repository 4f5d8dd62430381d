/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/** The steps that a {@link MonitoredTransaction} can take, as copies of its row. */
final class MonitoredSteps {
  /** Of a transfer of nothing. */
  private static final long TRANSFER_GAS = 21_000;

  private MonitoredSteps() {}

  static MonitoredTransaction created(
      final String owner,
      final String id,
      final Optional<String> dependsOn,
      final Address from,
      final Address to,
      final Bytes data) {
    return new MonitoredTransaction(
        owner,
        id,
        dependsOn,
        from,
        to,
        data,
        Optional.empty(),
        0,
        Price.NONE,
        Optional.empty(),
        Status.CREATED,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Ready to be signed for the first time, or anew after nobody took it. */
  static MonitoredTransaction priced(
      final MonitoredTransaction row, final long nonce, final long gasLimit, final Price price) {
    final Builder next = new Builder(row);
    next.nonce = Optional.of(nonce);
    next.gasLimit = gasLimit;
    next.price = price;
    next.l1Block = Optional.empty();
    return next.build();
  }

  static MonitoredTransaction withPrice(final MonitoredTransaction row, final Price price) {
    final Builder next = new Builder(row);
    next.price = price;
    return next.build();
  }

  /** Remembers a hash that is about to be sent; no change when it is known. */
  static MonitoredTransaction withHash(final MonitoredTransaction row, final Bytes32 hash) {
    if (row.history().contains(hash)) {
      return row;
    }
    final Builder next = new Builder(row);
    next.history = new ArrayList<>(row.history());
    next.history.add(hash);
    return next.build();
  }

  /** An endpoint has it in its pool at the price that it offers now. */
  static MonitoredTransaction accepted(final MonitoredTransaction row) {
    final Builder next = new Builder(row);
    next.status = Status.SENT;
    next.accepted = Optional.of(row.price());
    next.error = row.withdrawnAt().isPresent() ? row.error() : Optional.empty();
    return next.build();
  }

  /** A pool has another transaction of its nonce, at a price that is near to this one's. */
  static MonitoredTransaction outbid(final MonitoredTransaction row, final String why) {
    final Builder next = new Builder(row);
    next.accepted = Optional.of(row.price());
    next.error = Optional.of(why);
    return next.build();
  }

  /** Its nonce was used by another transaction: needs a new one. The history stays. */
  static MonitoredTransaction withoutNonce(final MonitoredTransaction row, final String why) {
    final Builder next = new Builder(row);
    next.nonce = Optional.empty();
    next.gasLimit = 0;
    next.price = Price.NONE;
    next.accepted = Optional.empty();
    next.status = Status.CREATED;
    next.l1Block = Optional.empty();
    next.error = Optional.of(why);
    return next.build();
  }

  /** What is signed for it from now on only takes its nonce: a transfer of nothing to itself. */
  static MonitoredTransaction withdrawn(final MonitoredTransaction row, final String why) {
    final Builder next = new Builder(row);
    next.to = row.from();
    next.data = Bytes.EMPTY;
    next.gasLimit = TRANSFER_GAS;
    next.withdrawnAt = Optional.of(row.history().size());
    next.error = Optional.of(why);
    return next.build();
  }

  static MonitoredTransaction with(
      final MonitoredTransaction row,
      final Status status,
      final Optional<Long> l1Block,
      final Optional<String> error) {
    final Builder next = new Builder(row);
    next.status = status;
    next.l1Block = l1Block;
    next.error = error;
    return next.build();
  }

  /** A row that is being changed. */
  private static final class Builder {
    private final MonitoredTransaction old;
    private Address to;
    private Bytes data;
    private Optional<Long> nonce;
    private long gasLimit;
    private Price price;
    private Optional<Price> accepted;
    private Status status;
    private List<Bytes32> history;
    private Optional<Integer> withdrawnAt;
    private Optional<Long> l1Block;
    private Optional<String> error;

    Builder(final MonitoredTransaction old) {
      this.old = old;
      this.to = old.to();
      this.data = old.data();
      this.nonce = old.nonce();
      this.gasLimit = old.gasLimit();
      this.price = old.price();
      this.accepted = old.accepted();
      this.status = old.status();
      this.history = old.history();
      this.withdrawnAt = old.withdrawnAt();
      this.l1Block = old.l1Block();
      this.error = old.error();
    }

    MonitoredTransaction build() {
      return new MonitoredTransaction(
          old.owner(),
          old.id(),
          old.dependsOn(),
          old.from(),
          to,
          data,
          nonce,
          gasLimit,
          price,
          accepted,
          status,
          history,
          withdrawnAt,
          l1Block,
          error);
    }
  }
}
