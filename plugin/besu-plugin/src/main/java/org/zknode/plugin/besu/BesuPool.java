/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.ethereum.core.encoding.EncodingContext;
import org.hyperledger.besu.ethereum.core.encoding.TransactionDecoder;
import org.hyperledger.besu.ethereum.eth.transactions.PendingTransaction;
import org.hyperledger.besu.ethereum.eth.transactions.TransactionPool;
import org.hyperledger.besu.plugin.data.TransactionSelectionResult;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.pool.HostPool;

/**
 * Besu's own pool. Besu asks our validator before it does its last checks, so what these would
 * refuse is refused here first: nothing is stored or relayed that Besu then answers with an error.
 */
public final class BesuPool implements HostPool {
  /** Besu's default of --tx-pool-max-future-by-sender. */
  private static final long MAX_NONCE_DISTANCE = 200;

  /** For Besu to take a transaction out; it does so on a thread of its own. */
  private static final Duration REMOVAL = Duration.ofMillis(500);

  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(2).toNanos();

  private final TransactionPool pool;
  private final BesuEngine engine;
  private final Set<Hash> mirrored = ConcurrentHashMap.newKeySet();

  /** Stored for a caller of this node, who adds it himself. */
  private final ExpectedTransactions own = new ExpectedTransactions(System::nanoTime);

  public BesuPool(final BesuController controller, final BesuEngine engine) {
    this.pool = controller.getTransactionPool();
    this.engine = engine;
  }

  @Override
  public boolean isEnabled() {
    return pool.isEnabled();
  }

  /** It comes from the pool DB: there is nothing to store or to relay. */
  public boolean isMirrored(final org.hyperledger.besu.datatypes.Transaction transaction) {
    return mirrored.contains(((Transaction) transaction).getHash());
  }

  /**
   * Why Besu will not take it, whatever the pool DB or the main node say.
   *
   * @param relays the state of this node is looked at, too, since nobody else here does
   */
  public Optional<String> refusal(final SignedTransaction transaction, final boolean relays) {
    if (!pool.isEnabled()) {
      return Optional.of(
          "this node is not in sync and takes no transactions yet: nothing was stored or sent, try"
              + " again later or send it to another node");
    }
    return relays ? refusal(transaction, engine.account(transaction.sender())) : Optional.empty();
  }

  private static Optional<String> refusal(
      final SignedTransaction transaction, final AccountState account) {
    final long distance = transaction.nonce() - account.nonce();
    if (distance < 0) {
      return Optional.of("nonce too low");
    }
    if (distance >= MAX_NONCE_DISTANCE) {
      return Optional.of("nonce too high");
    }
    return account.balance().compareTo(transaction.upfrontCost()) < 0
        ? Optional.of("insufficient funds for gas * price + value")
        : Optional.empty();
  }

  /**
   * A caller of this node brings it into the pool DB and then here. Were it shown before, Besu
   * would answer that caller with "Known transaction".
   *
   * @return whether no other caller brings it just now
   */
  public boolean expect(final SignedTransaction transaction) {
    return own.expect(transaction.hash());
  }

  /** It was refused: its caller does not bring it. */
  public void forget(final SignedTransaction transaction) {
    own.forget(transaction.hash());
  }

  /**
   * The transaction is stored: another one of the same sender and nonce has to go, since Besu
   * compares prices by rules of its own.
   */
  public void makeWay(final SignedTransaction transaction) {
    final Map<PendingTransaction, TransactionSelectionResult> others = new HashMap<>();
    for (final PendingTransaction other :
        pool.getPendingTransactionsFor(BesuBlocks.toBesu(transaction.sender()))
            .pendingTransactions()) {
      if (other.getNonce() == transaction.nonce()
          && !other.getHash().getBytes().equals(transaction.hash())) {
        others.put(other, TransactionSelectionResult.invalid("replaced in the pool DB"));
      }
    }
    drop(others);
    final long end = System.nanoTime() + REMOVAL.toNanos();
    while (others.keySet().stream().anyMatch(other -> holds(other.getHash()))
        && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private boolean holds(final Hash hash) {
    return pool.getTransactionByHash(hash).isPresent();
  }

  private void drop(final Map<PendingTransaction, TransactionSelectionResult> dropped) {
    if (!dropped.isEmpty()) {
      pool.selectTransactions(candidates -> dropped);
    }
  }

  @Override
  public Set<Bytes32> hashes() {
    return pool.getPendingTransactions().stream()
        .map(pending -> BesuBlocks.toBytes32(pending.getHash()))
        .collect(Collectors.toSet());
  }

  @Override
  public void add(final List<SignedTransaction> transactions) {
    final List<Transaction> decoded =
        transactions.stream()
            .filter(transaction -> !own.contains(transaction.hash()))
            .map(transaction -> decode(transaction, transaction.sender()))
            .toList();
    decoded.forEach(transaction -> mirrored.add(transaction.getHash()));
    try {
      pool.addRemoteTransactions(decoded);
    } finally {
      decoded.forEach(transaction -> mirrored.remove(transaction.getHash()));
    }
  }

  private static Transaction decode(final SignedTransaction transaction, final Address sender) {
    return BesuTransactions.withSender(
        TransactionDecoder.decodeOpaqueBytes(transaction.raw(), EncodingContext.BLOCK_BODY),
        sender);
  }

  @Override
  public void remove(final Collection<Bytes32> hashes) {
    final Set<Bytes32> wanted = new HashSet<>(hashes);
    drop(
        pool.getPendingTransactions().stream()
            .filter(pending -> wanted.contains(BesuBlocks.toBytes32(pending.getHash())))
            .collect(
                Collectors.toMap(
                    pending -> pending,
                    pending -> TransactionSelectionResult.invalid("dead in the pool DB"))));
  }
}
