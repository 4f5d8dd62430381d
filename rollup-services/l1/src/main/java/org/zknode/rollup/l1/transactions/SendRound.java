/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction;

/** L1 and the unfinished transactions as one round sees them; each thing is asked for once. */
final class SendRound {
  private final L1Client l1;
  private final L1BlockRef head;
  private final List<MonitoredTransaction> unfinished;
  private final Map<TransactionKey, MonitoredTransaction> current;
  private final Map<Address, L1Client.MinedNonces> minedNonces = new HashMap<>();
  private Optional<L1Client.Fees> fees = Optional.empty();

  SendRound(final L1Client l1, final L1BlockRef head, final List<MonitoredTransaction> unfinished) {
    this.l1 = l1;
    this.head = head;
    this.unfinished = List.copyOf(unfinished);
    this.current =
        new HashMap<>(
            unfinished.stream().collect(Collectors.toMap(TransactionKey::of, Function.identity())));
  }

  L1BlockRef head() {
    return head;
  }

  L1Client.Fees fees() {
    if (fees.isEmpty()) {
      fees = Optional.of(l1.fees());
    }
    return fees.get();
  }

  /** Transaction counts of the account in L1's newest block, as the endpoints say them. */
  L1Client.MinedNonces minedNonces(final Address account) {
    return minedNonces.computeIfAbsent(account, l1::minedNonces);
  }

  /** The row has changed in this round; a finished one too. */
  void changed(final MonitoredTransaction row) {
    current.put(TransactionKey.of(row), row);
  }

  /** A row that was unfinished when the round began, as it is now. */
  Optional<MonitoredTransaction> find(final TransactionKey key) {
    return Optional.ofNullable(current.get(key));
  }

  /** Those of the account that have a lower nonce and are not mined, as they are now, by nonce. */
  List<MonitoredTransaction> before(final Address account, final long nonce) {
    return unfinished.stream()
        .map(row -> current.get(TransactionKey.of(row)))
        .filter(row -> row.from().equals(account))
        .filter(row -> isWaiting(row))
        .filter(row -> row.nonce().filter(other -> other < nonce).isPresent())
        .sorted((a, b) -> Long.compare(a.nonce().orElseThrow(), b.nonce().orElseThrow()))
        .toList();
  }

  private static boolean isWaiting(final MonitoredTransaction row) {
    return row.l1Block().isEmpty()
        && (row.status() == MonitoredTransaction.Status.CREATED
            || row.status() == MonitoredTransaction.Status.SENT);
  }
}
