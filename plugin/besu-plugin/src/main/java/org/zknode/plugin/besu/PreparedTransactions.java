/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;

/**
 * Transactions of one block on their way to the EVM: other threads {@link #work} on them in order,
 * before their block's turn and while it is executed. Who executes asks for one after the other and
 * decodes what nobody has begun, so that it never waits for a thread that has not come. Each is
 * decoded once. Thread-safe.
 */
final class PreparedTransactions {
  private final Function<Bytes, Decoded> decoder;
  private final List<One> transactions;
  private volatile boolean abandoned;

  PreparedTransactions(final List<Bytes> raw, final Function<Bytes, Decoded> decoder) {
    this.decoder = decoder;
    this.transactions = raw.stream().map(One::new).toList();
  }

  /** Decodes what nobody has begun, until all are done or they are of no use any more. */
  void work() {
    for (final One one : transactions) {
      if (abandoned) {
        return;
      }
      one.begin();
    }
  }

  /** Nobody decodes another one of them beforehand. */
  void abandon() {
    abandoned = true;
  }

  /**
   * One result for each element, in order, decoded when it is asked for if it is not yet. Where the
   * decoder failed, asking fails: with its error, or with its exception in a {@link
   * CompletionException}.
   */
  List<Decoded> results() {
    return new AbstractList<>() {
      @Override
      public Decoded get(final int index) {
        return transactions.get(index).result();
      }

      @Override
      public int size() {
        return transactions.size();
      }
    };
  }

  private final class One {
    private final Bytes raw;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Decoded> decoded = new CompletableFuture<>();

    One(final Bytes raw) {
      this.raw = raw;
    }

    void begin() {
      if (begun.getAndSet(true)) {
        return;
      }
      try {
        decoded.complete(decoder.apply(raw));
      } catch (final RuntimeException | Error e) {
        // For whoever asks for it.
        decoded.completeExceptionally(e);
      }
    }

    Decoded result() {
      begin();
      try {
        return decoded.join();
      } catch (final CompletionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw e;
      }
    }
  }
}
