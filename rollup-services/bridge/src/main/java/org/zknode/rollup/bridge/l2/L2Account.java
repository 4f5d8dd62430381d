/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.bridge.l2.Budget.Reserved;
import org.zknode.rollup.bridge.l2.L2Gateway.Refusal;
import org.zknode.rollup.bridge.l2.L2Gateway.RefusedException;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.service.BackOff;
import org.zknode.rollup.status.NodeStatus;

/**
 * The bridge's account on L2: it signs, sends and follows transactions. Nothing of it is kept:
 * after a restart it waits until what an earlier process sent is in a block, or has waited too
 * long. Of one thread.
 */
public final class L2Account {
  /** Transactions on their way at once. */
  static final int MAX_PENDING = 16;

  /** Then it is given up, as nothing says that the next would be mined. */
  static final int MAX_REPLACEMENTS = 3;

  /** How often the pool is asked whether it has thrown away what all others wait for. */
  static final Duration FATE_INTERVAL = Duration.ofSeconds(5);

  /** Gas of a transfer without data. */
  private static final long TRANSFER_GAS = 21_000;

  static final String REFUSED = "bridge-transaction-refused";
  static final String STUCK = "bridge-transaction-stuck";
  static final String FUNDS = "bridge-funds";

  private static final Logger LOG = LoggerFactory.getLogger(L2Account.class);
  private static final BackOff BACK_OFF =
      BackOff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1));

  /** A replacement pays so much more, in percent; pools ask for 10. */
  private static final BigInteger BUMPED = BigInteger.valueOf(125);

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private final PrivateKey key;
  private final L2AccountSettings settings;
  private final ExecutionEngine engine;
  private final L2Gateway gateway;
  private final NodeStatus status;
  private final Clock clock;
  private final TreeMap<Long, Sent> pending = new TreeMap<>();
  private AccountState state = new AccountState(0, BigInteger.ZERO, false);
  private long foreignSince;
  private int refusals;
  private int underpriced;
  private long waitUntil;

  public L2Account(
      final PrivateKey key,
      final L2AccountSettings settings,
      final ExecutionEngine engine,
      final L2Gateway gateway,
      final NodeStatus status,
      final Clock clock) {
    this.key = key;
    this.settings = settings;
    this.engine = engine;
    this.gateway = gateway;
    this.status = status;
    this.clock = clock;
  }

  Address address() {
    return key.address();
  }

  int pending() {
    return pending.size();
  }

  /** Looks what has become of the transactions on their way; to be called before each round. */
  void settle() {
    state = engine.account(address());
    while (!pending.isEmpty() && pending.firstKey() < state.nonce()) {
      settle(pending.firstEntry().getValue());
      pending.pollFirstEntry();
      status.recovered(STUCK);
    }
    giveUpBehindGap();
    if (!pending.isEmpty() && mayTry()) {
      final Sent first = pending.firstEntry().getValue();
      final boolean dead = isDead(first);
      if (dead || isOverdue(first.sentAt)) {
        replace(pending.firstKey(), first, dead);
      }
    }
  }

  /** The pool is asked seldom, as that may be another node. */
  private boolean isDead(final Sent sent) {
    if (clock.millis() - sent.askedAt < FATE_INTERVAL.toMillis()) {
      return false;
    }
    sent.askedAt = clock.millis();
    return gateway.isDead(sent.last().hash());
  }

  /** An unwind took back what was in a block, and nobody gave it back to the pool. */
  private void giveUpBehindGap() {
    if (pending.isEmpty()
        || pending.firstKey() <= state.nonce()
        || !isOverdue(pending.firstEntry().getValue().sentAt)
        || gateway.nextNonce(address(), state.nonce()) > state.nonce()) {
      return;
    }
    LOG.info("nonce {} of {} is missing: what follows is sent anew", state.nonce(), address());
    final List<Sent> lost = List.copyOf(pending.values());
    pending.clear();
    lost.forEach(Sent::lost);
  }

  private boolean isOverdue(final long since) {
    return clock.millis() - since >= settings.replaceAfter().toMillis();
  }

  private boolean mayTry() {
    return clock.millis() >= waitUntil;
  }

  private void settle(final Sent sent) {
    for (final SignedTransaction version : sent.versions()) {
      final Optional<L2Outcome.Mined> mined = mined(version);
      if (mined.isPresent()) {
        LOG.debug("{}: {}", sent.call.what(), mined.get());
        sent.mined(version, mined.get());
        return;
      }
    }
    LOG.info("{}: another transaction has its nonce", sent.call.what());
    sent.lost();
  }

  private Optional<L2Outcome.Mined> mined(final SignedTransaction transaction) {
    final ChainReader reader = engine.reader();
    return reader
        .find(transaction.hash())
        .flatMap(
            place ->
                reader
                    .executed(place.block())
                    .filter(block -> block.receipts().size() > place.index())
                    .map(
                        block -> {
                          final ChainReader.Receipt receipt = block.receipts().get(place.index());
                          final long before =
                              place.index() == 0
                                  ? 0
                                  : block.receipts().get(place.index() - 1).cumulativeGasUsed();
                          final long gas = receipt.cumulativeGasUsed() - before;
                          final BigInteger baseFee = block.block().baseFee().toUnsignedBigInteger();
                          final BigInteger price =
                              transaction
                                  .maxFeePerGas()
                                  .min(baseFee.add(transaction.maxPriorityFeePerGas()));
                          return new L2Outcome.Mined(
                              receipt.success(), gas, price.multiply(BigInteger.valueOf(gas)));
                        }));
  }

  /** One that the pool took and nobody mines must not keep all later ones back. */
  private void replace(final long nonce, final Sent sent, final boolean dead) {
    if (!sent.isGivenUp() && (dead || sent.replacements >= MAX_REPLACEMENTS)) {
      LOG.warn(
          "{} ({}, nonce {}) is given up: {}",
          sent.call.what(),
          sent.last().hash(),
          nonce,
          dead ? "the pool has thrown it away" : "it is in no block");
      sent.giveUp(address());
    }
    if (sent.isGivenUp()) {
      end(nonce, sent, dead);
    } else {
      raise(nonce, sent);
    }
  }

  private Fees bumped(final SignedTransaction last) {
    return new Fees(bumped(last.maxFeePerGas()), bumped(last.maxPriorityFeePerGas()))
        .atLeast(fees());
  }

  private void raise(final long nonce, final Sent sent) {
    final SignedTransaction last = sent.last();
    final Fees bumped = bumped(last);
    if (bumped.max().compareTo(settings.maxFeePerGas()) > 0) {
      status.degraded(
          STUCK,
          "%s (%s, nonce %d) of the bridge's account %s is in no block at %s wei per gas, and %s is"
                  .formatted(
                      sent.call.what(),
                      last.hash(),
                      nonce,
                      address(),
                      last.maxFeePerGas(),
                      settings.maxFeePerGas())
              + " the most that it may pay: raise --plugin-bridge-max-fee-per-gas, or see what"
              + " zknode_getTransactionStatus says it waits for");
      sent.replacements++;
      sent.sentAt = clock.millis();
      return;
    }
    status.degraded(
        STUCK,
        "%s (%s, nonce %d) of the bridge's account %s is in no block after %s; it is sent again"
                .formatted(sent.call.what(), last.hash(), nonce, address(), settings.replaceAfter())
            + " with higher fees");
    final SignedTransaction next = sign(nonce, sent.call, sent.gasLimit, bumped);
    final Reserved former = sent.reserved;
    final Reserved more = sent.budget.reserve(sent.gasLimit, next.upfrontCost());
    final Optional<RefusedException> refused = submit(sent, next);
    sent.reserved = refused.isEmpty() ? more : former;
    sent.budget.settle(refused.isEmpty() ? former : more, 0, BigInteger.ZERO);
    if (refused.isEmpty()) {
      sent.replacements++;
    } else if (refused.get().refusal() == Refusal.UNFIT) {
      sent.giveUp(address());
      end(nonce, sent, false);
    }
  }

  /**
   * Uses the nonce up. What is reserved for the call is more than that needs, and stays until
   * either is mined.
   */
  private void end(final long nonce, final Sent sent, final boolean dead) {
    final SignedTransaction last = sent.last();
    if (!dead && sent.isEnd(last) && last.maxFeePerGas().compareTo(fees().max()) >= 0) {
      // It pays what is usual: more would not help.
      status.degraded(
          STUCK,
          "a transfer of nothing (%s, nonce %d) of the bridge's account %s is in no block; see what"
                  .formatted(last.hash(), nonce, address())
              + " zknode_getTransactionStatus says it waits for");
      sent.sentAt = clock.millis();
      return;
    }
    status.degraded(
        STUCK,
        "%s (%s, nonce %d) of the bridge's account %s is given up, its nonce is used for nothing"
            .formatted(sent.call.what(), last.hash(), nonce, address()));
    submit(
        sent, sign(nonce, sent.next(), TRANSFER_GAS, bumped(last).atMost(settings.maxFeePerGas())));
  }

  private static BigInteger bumped(final BigInteger fee) {
    return fee.multiply(BUMPED).divide(HUNDRED).add(BigInteger.ONE);
  }

  /**
   * Why nothing can be sent now; it passes by itself.
   *
   * @return empty when something can be sent
   */
  Optional<String> holds() {
    if (!mayTry()) {
      return Optional.of("the last transaction was refused, it is tried again in a while");
    }
    if (pending.size() >= MAX_PENDING) {
      return Optional.of(MAX_PENDING + " transactions are on their way");
    }
    if (pending.isEmpty() && gateway.nextNonce(address(), state.nonce()) > state.nonce()) {
      // Of an earlier process, or given back by an unwind: what they do is not known here.
      if (foreignSince == 0) {
        foreignSince = clock.millis();
      }
      if (!isOverdue(foreignSince)) {
        return Optional.of("transactions of an earlier process are on their way");
      }
    } else {
      foreignSince = 0;
    }
    return Optional.empty();
  }

  /** Fees that are paid for gas now, in wei. */
  record Fees(BigInteger max, BigInteger priority) {
    Fees atLeast(final Fees other) {
      return new Fees(max.max(other.max), priority.max(other.priority));
    }

    Fees atMost(final BigInteger fee) {
      return new Fees(max.min(fee), priority.min(fee));
    }
  }

  /** Twice the base fee, so that some full blocks in a row do not shut it out. */
  Fees fees() {
    final BigInteger price = gateway.gasPrice();
    final BigInteger baseFee = BaseFee.after(engine.head()).toUnsignedBigInteger();
    final BigInteger max =
        baseFee.shiftLeft(1).add(price).min(settings.maxFeePerGas()).max(BigInteger.ONE);
    return new Fees(max, price.min(max));
  }

  /**
   * Sends a call, if there is money for it and the limit of the day allows its worst case.
   *
   * @param gasLimit the most that it may use
   * @param whenSettled told once what became of it, by {@link #settle}
   * @return why it was not sent; empty when it was
   */
  Optional<NotSent> send(
      final L2Call call,
      final long gasLimit,
      final Budget budget,
      final Consumer<L2Outcome> whenSettled) {
    final Fees fees = raised(fees(), gasLimit, budget);
    final BigInteger cost = fees.max().multiply(BigInteger.valueOf(gasLimit));
    final Optional<String> above = budget.refuses(gasLimit, cost);
    if (above.isPresent()) {
      return above.map(NotSent::forNow);
    }
    if (!hasFunds(cost)) {
      final String text =
          "the bridge's account %s has %s wei on L2 and needs up to %s for %s: send it ether there"
              .formatted(address(), state.balance(), onItsWay().add(cost), call.what());
      status.degraded(FUNDS, text);
      return Optional.of(NotSent.forNow(text));
    }
    status.recovered(FUNDS);
    final long nonce = pending.isEmpty() ? state.nonce() : pending.lastKey() + 1;
    final Sent sent = new Sent(call, gasLimit, budget, whenSettled);
    sent.reserved = budget.reserve(gasLimit, cost);
    final Optional<RefusedException> refused = submit(sent, sign(nonce, call, gasLimit, fees));
    if (refused.isPresent()) {
      budget.settle(sent.reserved, 0, BigInteger.ZERO);
      final Refusal refusal = refused.get().refusal();
      if (refusal == Refusal.UNDERPRICED) {
        underpriced++;
      }
      return Optional.of(
          new NotSent(refusal == Refusal.UNFIT, "it was refused: " + refused.get().getMessage()));
    }
    underpriced = 0;
    pending.put(nonce, sent);
    return Optional.empty();
  }

  private boolean hasFunds(final BigInteger cost) {
    return state.balance().subtract(onItsWay()).compareTo(cost) >= 0;
  }

  /**
   * The pool may have another transaction of that nonce, of an earlier process, which has to be
   * paid more than. What does not fit the money or the limit of the day would never be sent.
   */
  private Fees raised(final Fees usual, final long gasLimit, final Budget budget) {
    final Fees raised = afterUnderpriced(usual);
    final BigInteger cost = raised.max().multiply(BigInteger.valueOf(gasLimit));
    return hasFunds(cost) && budget.allows(gasLimit, cost) ? raised : usual;
  }

  private Fees afterUnderpriced(final Fees fees) {
    Fees raised = fees;
    for (int i = 0; i < underpriced && raised.max().compareTo(settings.maxFeePerGas()) < 0; i++) {
      raised =
          new Fees(
              bumped(raised.max()).min(settings.maxFeePerGas()),
              bumped(raised.priority()).min(settings.maxFeePerGas()));
    }
    return raised;
  }

  private BigInteger onItsWay() {
    return pending.values().stream()
        .map(sent -> sent.last().upfrontCost())
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private SignedTransaction sign(
      final long nonce, final L2Call call, final long gasLimit, final Fees fees) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            settings.chainId(),
            nonce,
            fees.max(),
            fees.priority(),
            gasLimit,
            Optional.of(call.to()),
            BigInteger.ZERO,
            call.data()),
        key);
  }

  /** Empty when it was taken. A call that does not fit makes no other one wait. */
  private Optional<RefusedException> submit(final Sent sent, final SignedTransaction transaction) {
    try {
      gateway.submit(transaction);
    } catch (final RefusedException e) {
      LOG.info("{} was not taken: {}", sent.call.what(), e.getMessage());
      if (e.refusal() != Refusal.UNFIT) {
        refusals++;
        waitUntil = clock.millis() + BACK_OFF.after(refusals).toMillis();
        status.degraded(
            REFUSED,
            "%s of the bridge's account %s was not taken: %s"
                .formatted(sent.call.what(), address(), e.getMessage()));
      }
      return Optional.of(e);
    }
    refusals = 0;
    status.recovered(REFUSED);
    sent.sent(transaction, clock.millis());
    LOG.debug("{} sent: {}", sent.call.what(), transaction.hash());
    return Optional.empty();
  }

  /** Hashes of what is on its way, for tests and diagnosis. */
  List<Bytes32> pendingHashes() {
    return pending.values().stream().map(sent -> sent.last().hash()).toList();
  }
}
