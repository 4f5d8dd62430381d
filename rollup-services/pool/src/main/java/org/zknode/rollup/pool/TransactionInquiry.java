/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.pool.TransactionFates.Fate;
import org.zknode.rollup.pool.TransactionFates.Status;

/** Tells what became of a transaction, and what a pending one waits for. Thread-safe. */
public final class TransactionInquiry {
  private final TransactionFates fates;
  private final ExecutionEngine engine;
  private final Supplier<PriceFloor> floor;

  /**
   * @param floor what transactions have to pay now
   */
  public TransactionInquiry(
      final TransactionFates fates,
      final ExecutionEngine engine,
      final Supplier<PriceFloor> floor) {
    this.fates = fates;
    this.engine = engine;
    this.floor = floor;
  }

  /** What a pending transaction waits for first. */
  public enum WaitsFor {
    /** A nonce below its own that nobody has sent. */
    MISSING_NONCE("missing-nonce"),
    /** Its sender's transactions with lower nonces, which are pending. */
    EARLIER_TRANSACTION("earlier-transaction"),
    /** A higher base fee that it would cover, or a lower L1 price. */
    PRICE("price"),
    /** Money of its sender. */
    BALANCE("balance"),
    /** Nothing but the next blocks. */
    BLOCK("block");

    private final String id;

    WaitsFor(final String id) {
      this.id = id;
    }

    /** As JSON-RPC names it. */
    public String id() {
      return id;
    }
  }

  /**
   * @param text one sentence with the numbers
   * @param missingNonce of {@link WaitsFor#MISSING_NONCE}
   */
  public record Waiting(WaitsFor waitsFor, String text, OptionalLong missingNonce) {
    private Waiting(final WaitsFor waitsFor, final String text) {
      this(waitsFor, text, OptionalLong.empty());
    }
  }

  /**
   * @param waiting of a pending one
   */
  public record Answer(Fate fate, Optional<Waiting> waiting) {}

  /**
   * What became of that transaction.
   *
   * @return empty: never seen, or forgotten
   * @throws org.zknode.rollup.service.TemporaryException the pool DB cannot be asked now
   * @throws org.zknode.rollup.engine.EngineException the engine cannot be asked now
   */
  public Optional<Answer> ask(final Bytes32 hash) {
    return fates.fate(hash).map(fate -> new Answer(fate, waiting(fate)));
  }

  private Optional<Waiting> waiting(final Fate fate) {
    return fate.status() == Status.PENDING && fate.raw().isPresent()
        ? Optional.of(waiting(fate, fate.raw().get()))
        : Optional.empty();
  }

  private Waiting waiting(final Fate fate, final Bytes raw) {
    final SignedTransaction transaction = SignedTransaction.decode(raw, fate.sender());
    final AccountState account = engine.account(fate.sender());
    if (fate.nonce() > account.nonce()) {
      final Set<Long> live = new HashSet<>(fates.liveNonces(fate.sender()));
      for (long nonce = account.nonce(); nonce < fate.nonce(); nonce++) {
        if (!live.contains(nonce)) {
          return new Waiting(
              WaitsFor.MISSING_NONCE,
              "nonce %d of %s is missing: the account's is %d, this transaction's %d"
                  .formatted(nonce, fate.sender(), account.nonce(), fate.nonce()),
              OptionalLong.of(nonce));
        }
      }
      return new Waiting(
          WaitsFor.EARLIER_TRANSACTION,
          "%d pending transactions of %s with lower nonces come first, see what nonce %d waits for"
              .formatted(fate.nonce() - account.nonce(), fate.sender(), account.nonce()));
    }
    final BigInteger baseFee = BaseFee.after(engine.head()).toUnsignedBigInteger();
    final BigInteger pays =
        PriceFloor.effectivePrice(
            transaction.maxFeePerGas(), transaction.maxPriorityFeePerGas(), baseFee);
    final TransactionCost cost = TransactionCost.of(transaction);
    final BigInteger needed = floor.get().of(cost.dataGas(), cost.leastGas());
    if (pays.compareTo(needed) < 0 || transaction.maxFeePerGas().compareTo(baseFee) < 0) {
      return new Waiting(
          WaitsFor.PRICE,
          "it pays %s wei per gas at the base fee of %s wei, at least %s is needed"
              .formatted(pays, baseFee, needed.max(baseFee)));
    }
    if (account.balance().compareTo(transaction.upfrontCost()) < 0) {
      return new Waiting(
          WaitsFor.BALANCE,
          "%s has %s wei, it may cost %s wei"
              .formatted(fate.sender(), account.balance(), transaction.upfrontCost()));
    }
    return new Waiting(WaitsFor.BLOCK, "it can be in one of the next blocks");
  }
}
