/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore.BatchSignatures;
import org.zknode.rollup.state.StateStore.Events;
import org.zknode.rollup.state.StateStore.MonitoredTransactions;
import org.zknode.rollup.status.Event;

/** Tables monitored_tx, batch_signature and event. */
final class MemoryWork {
  private record SignatureKey(long batch, Address signer) implements Comparable<SignatureKey> {
    private static final Comparator<SignatureKey> ORDER =
        Comparator.comparingLong(SignatureKey::batch).thenComparing(key -> key.signer().bytes());

    @Override
    public int compareTo(final SignatureKey other) {
      return ORDER.compare(this, other);
    }
  }

  /** By position, as the table's identity column gives them. */
  private final MemoryTable<Long, MonitoredTransaction> transactions;

  private final MemoryTable<SignatureKey, BatchSignature> signatures;
  private final MemoryTable<Long, Event> events;

  /** Sequences are not rolled back, here as on PostgreSQL. */
  private long nextPosition = 1;

  MemoryWork(final MemoryTable.Undo undo) {
    this.transactions = new MemoryTable<>("monitored_tx", undo);
    this.signatures = new MemoryTable<>("batch_signature", undo);
    this.events = new MemoryTable<>("event", undo);
  }

  void deleteSignaturesAbove(final long batchNumber) {
    signatures.removeIf(row -> row.batchNumber() > batchNumber);
  }

  MonitoredTransactions transactions() {
    return new Transactions();
  }

  private final class Transactions implements MonitoredTransactions {
    private Optional<Long> position(final String owner, final String id) {
      return transactions.entries().stream()
          .filter(e -> e.getValue().owner().equals(owner) && e.getValue().id().equals(id))
          .map(java.util.Map.Entry::getKey)
          .findFirst();
    }

    @Override
    public void insertIfAbsent(final MonitoredTransaction transaction) {
      if (position(transaction.owner(), transaction.id()).isEmpty()) {
        transactions.insert(nextPosition++, transaction);
      }
    }

    @Override
    public void update(final MonitoredTransaction transaction) {
      transactions.put(
          position(transaction.owner(), transaction.id())
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "state DB has no monitored transaction %s/%s to update"
                              .formatted(transaction.owner(), transaction.id()))),
          transaction);
    }

    @Override
    public Optional<MonitoredTransaction> find(final String owner, final String id) {
      return position(owner, id).flatMap(transactions::find);
    }

    @Override
    public List<MonitoredTransaction> unfinished() {
      return transactions.all().stream()
          .filter(row -> row.status() == Status.CREATED || row.status() == Status.SENT)
          .toList();
    }

    @Override
    public List<MonitoredTransaction> ofOwner(final String owner, final int limit) {
      return new ArrayList<>(transactions.all())
          .reversed().stream().filter(row -> row.owner().equals(owner)).limit(limit).toList();
    }

    @Override
    public List<MonitoredTransaction> minedFrom(
        final Address from, final long nonce, final long l1Block) {
      return transactions.all().stream()
          .filter(row -> row.status() == Status.CONFIRMED || row.status() == Status.FAILED)
          .filter(row -> row.from().equals(from))
          .filter(row -> row.nonce().filter(used -> used >= nonce).isPresent())
          .filter(row -> row.l1Block().filter(block -> block >= l1Block).isPresent())
          .toList();
    }
  }

  BatchSignatures signatures() {
    return new BatchSignatures() {
      @Override
      public void insertIfAbsent(final BatchSignature signature) {
        final SignatureKey key = new SignatureKey(signature.batchNumber(), signature.signer());
        if (!signatures.contains(key)) {
          signatures.insert(key, signature);
        }
      }

      @Override
      public List<BatchSignature> ofBatch(final long batchNumber) {
        return signatures.all().stream().filter(row -> row.batchNumber() == batchNumber).toList();
      }
    };
  }

  Events events() {
    return new Events() {
      @Override
      public void insert(final Event event) {
        events.insert(nextPosition++, event);
      }

      @Override
      public List<Event> last(final int limit) {
        return new ArrayList<>(events.all()).reversed().stream().limit(limit).toList();
      }
    };
  }
}
