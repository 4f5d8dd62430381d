/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.transactions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequest;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcError;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcErrorResponse;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.mainnet.ValidationResult;
import org.hyperledger.besu.ethereum.transaction.TransactionInvalidReason;
import org.hyperledger.besu.plugin.data.TransactionSelectionResult;
import org.zknode.eth.SignedTransaction;

/** Stands for Besu's in unit tests: takes all that it is offered, and drops what it is told to. */
public class TransactionPool {
  private final Map<Hash, Transaction> pending = new LinkedHashMap<>();
  private final List<String> dropped = new ArrayList<>();
  private Consumer<Transaction> onAdding = transaction -> {};
  private Function<JsonRpcRequest, JsonRpcResponse> answers =
      request -> new JsonRpcErrorResponse(new JsonRpcError(-32000, "nothing is taken", null));
  private boolean enabled = true;
  private boolean keepsAll;

  public TransactionPool() {}

  private static final class Entry extends PendingTransaction {
    private final Transaction transaction;

    Entry(final Transaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public Hash getHash() {
      return transaction.getHash();
    }

    @Override
    public long getNonce() {
      return SignedTransaction.decode(transaction.getRawRlp().orElseThrow()).nonce();
    }
  }

  public void enable(final boolean value) {
    enabled = value;
  }

  /** From now on nothing is dropped, whatever it is told. */
  public void keepAll() {
    keepsAll = true;
  }

  /** Seen while it is being added. */
  public void onAdding(final Consumer<Transaction> observer) {
    onAdding = observer;
  }

  /** Why each one was dropped. */
  public List<String> dropped() {
    return dropped;
  }

  /** What Besu's eth_sendRawTransaction answers from now on. */
  public void answer(final Function<JsonRpcRequest, JsonRpcResponse> given) {
    answers = given;
  }

  /** Of Besu's eth_sendRawTransaction. */
  public JsonRpcResponse answer(final JsonRpcRequest request) {
    return answers.apply(request);
  }

  public boolean isEnabled() {
    return enabled;
  }

  public Optional<Transaction> getTransactionByHash(final Hash hash) {
    return Optional.ofNullable(pending.get(hash));
  }

  public Collection<PendingTransaction> getPendingTransactions() {
    return pending.values().stream().<PendingTransaction>map(Entry::new).toList();
  }

  public SenderPendingTransactionsData getPendingTransactionsFor(final Address sender) {
    return new SenderPendingTransactionsData(
        pending.values().stream()
            .filter(transaction -> transaction.getSender().equals(sender))
            .<PendingTransaction>map(Entry::new)
            .toList());
  }

  public Map<Hash, ValidationResult<TransactionInvalidReason>> addRemoteTransactions(
      final Collection<Transaction> transactions) {
    transactions.forEach(onAdding);
    transactions.forEach(transaction -> pending.put(transaction.getHash(), transaction));
    return Map.of();
  }

  public void selectTransactions(final PendingTransactions.PendingTransactionsSelector selector) {
    final Map<PendingTransaction, TransactionSelectionResult> results =
        selector.evaluatePendingTransactions(List.copyOf(getPendingTransactions()));
    results.forEach(
        (transaction, result) -> {
          dropped.add(result.toString());
          if (!keepsAll) {
            pending.remove(transaction.getHash());
          }
        });
  }
}
