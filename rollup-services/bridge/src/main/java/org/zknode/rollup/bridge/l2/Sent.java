/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.l2.Budget.Reserved;

/**
 * A call that is on its way, in one or more transactions of the same nonce, of which one will be
 * mined. When it is given up, the last of them does nothing.
 */
final class Sent {
  final L2Call call;
  final long gasLimit;
  final Budget budget;

  /** Its worst case. */
  Reserved reserved;

  /** When it was last sent, or was last found to need nothing. */
  long sentAt;

  /** When the pool was last asked for its fate. */
  long askedAt;

  /** Replacements that were taken, or that would have cost more than may be paid. */
  int replacements;

  private final Consumer<L2Outcome> whenSettled;
  private final List<SignedTransaction> versions = new ArrayList<>();
  private Optional<L2Call> end = Optional.empty();

  Sent(
      final L2Call call,
      final long gasLimit,
      final Budget budget,
      final Consumer<L2Outcome> whenSettled) {
    this.call = call;
    this.gasLimit = gasLimit;
    this.budget = budget;
    this.whenSettled = whenSettled;
  }

  List<SignedTransaction> versions() {
    return versions;
  }

  SignedTransaction last() {
    return versions.getLast();
  }

  void sent(final SignedTransaction version, final long millis) {
    // The pool may be given the same bytes again.
    if (versions.isEmpty() || !last().hash().equals(version.hash())) {
      versions.add(version);
    }
    sentAt = millis;
    askedAt = millis;
  }

  /**
   * From here on its nonce is only to be used up, by a transfer of nothing to the account itself.
   */
  void giveUp(final Address account) {
    end = Optional.of(new L2Call("end of " + call.what(), account, Bytes.EMPTY));
  }

  boolean isGivenUp() {
    return end.isPresent();
  }

  /** What is to be sent with its nonce. */
  L2Call next() {
    return end.orElse(call);
  }

  /** Whether a transaction only uses up the nonce; no call is to the account itself. */
  boolean isEnd(final SignedTransaction version) {
    return end.isPresent() && version.to().equals(Optional.of(end.get().to()));
  }

  /** One of them is in a block. */
  void mined(final SignedTransaction version, final L2Outcome.Mined outcome) {
    budget.settle(reserved, outcome.gasUsed(), outcome.paid());
    whenSettled.accept(isEnd(version) ? new L2Outcome.GivenUp() : outcome);
  }

  /** None of them will ever be in a block. */
  void lost() {
    budget.settle(reserved, 0, BigInteger.ZERO);
    whenSettled.accept(isGivenUp() ? new L2Outcome.GivenUp() : new L2Outcome.Lost());
  }
}
