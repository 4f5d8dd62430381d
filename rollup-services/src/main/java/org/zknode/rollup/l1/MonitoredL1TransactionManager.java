/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.math.BigInteger;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * {@link L1TransactionManager} on the state DB. Every step is stored before it is taken: the
 * intent, then nonce, fees and hash, then the send; so a manager that dies anywhere is continued by
 * the next one on the same store, and only one transaction per nonce can ever be mined.
 *
 * <p>One process sends with a key: the one that holds its lock in the store. Thread-safe;
 * concurrent ticks are one tick.
 */
public final class MonitoredL1TransactionManager implements L1TransactionManager {
  private static final Logger LOG = LoggerFactory.getLogger(MonitoredL1TransactionManager.class);

  /**
   * A nonce is given up only after this many rounds in which L1 says that it is used and has a
   * receipt for none of our hashes: nodes index receipts a little later than nonces.
   */
  static final int ROUNDS_BEFORE_NONCE_REASSIGNMENT = 3;

  /** Prefix of the store's lock that makes this process the one nonce owner of a key. */
  private static final String LOCK_PREFIX = "l1-sender-";

  private static final String KEY_IN_USE = "l1-key-in-use";
  private static final String FUNDS_KEY = "l1-insufficient-funds";
  private static final String REFUSED_KEY = "l1-transaction-refused";
  private static final String FEE_CAP_KEY = "l1-fee-cap-reached";

  private record Key(String owner, String id) {
    static Key of(final MonitoredTransaction row) {
      return new Key(row.owner(), row.id());
    }
  }

  /**
   * @param row with the transaction's hash in its history
   */
  private record Signed(MonitoredTransaction row, SignedTransaction transaction) {}

  private final StateStore store;
  private final L1Client l1;
  private final Map<Address, PrivateKey> keys;
  private final L1TransactionSettings settings;
  private final Clock clock;
  private final NodeStatus status;
  private final Metrics.Counter sent;
  private final Metrics.Counter replaced;
  private final Metrics.Counter failed;

  private final ReentrantLock round = new ReentrantLock();
  private final Set<String> owners = ConcurrentHashMap.newKeySet();

  // Guarded by round. What is lost with the process only costs a repeated send or a later bump.
  private final Map<Key, Long> sentAtMillis = new HashMap<>();
  private final Map<Key, Integer> nonceUsedRounds = new HashMap<>();
  private final NonceGaps gaps = new NonceGaps();
  private final LostTransactions<Key> lost = new LostTransactions<>();
  private final WaitingTransactions<Key> waiting;
  private final ReorgWatch reorgs;
  private Optional<Long> chainId = Optional.empty();

  public MonitoredL1TransactionManager(
      final StateStore store,
      final L1Client l1,
      final Collection<PrivateKey> keys,
      final L1TransactionSettings settings,
      final Clock clock,
      final NodeStatus status,
      final Metrics metrics) {
    this.store = store;
    this.l1 = l1;
    this.keys =
        keys.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    PrivateKey::address, Function.identity(), (first, same) -> first));
    this.settings = settings;
    owners.add(NonceGaps.OWNER);
    this.clock = clock;
    this.status = status;
    this.waiting = new WaitingTransactions<>(status);
    this.reorgs = new ReorgWatch(store, this::findReceipt);
    this.sent = metrics.counter("l1_transactions_sent", "L1 transactions that L1 accepted");
    this.replaced = metrics.counter("l1_transactions_replaced", "L1 transactions with raised fees");
    this.failed = metrics.counter("l1_transactions_failed", "L1 transactions that failed");
  }

  @Override
  public void submit(
      final String owner, final String id, final Address from, final Address to, final Bytes data) {
    if (!keys.containsKey(from)) {
      throw new IllegalArgumentException("there is no key for L1 account " + from);
    }
    owners.add(owner);
    final MonitoredTransaction fresh = MonitoredSteps.created(owner, id, from, to, data);
    store.update(
        tx -> {
          final StateStore.MonitoredTransactions rows = tx.monitoredTransactions();
          final Optional<MonitoredTransaction> old = rows.find(owner, id);
          if (old.isEmpty()) {
            rows.insertIfAbsent(fresh);
          } else if (old.get().status() == Status.FAILED) {
            rows.update(fresh);
          }
        });
  }

  @Override
  public Optional<MonitoredTransaction> find(final String owner, final String id) {
    owners.add(owner);
    return store.read(tx -> tx.monitoredTransactions().find(owner, id));
  }

  @Override
  public void watch(final String owner) {
    owners.add(owner);
  }

  @Override
  public void tick() {
    if (!round.tryLock()) {
      return;
    }
    try {
      if (chainId.isEmpty()) {
        chainId = Optional.of(l1.chainId());
      }
      final L1BlockRef head = l1.head(L1Client.BlockTag.LATEST);
      reorgs.look(head, owners, keys.keySet());
      advanceAll(store.read(tx -> tx.monitoredTransactions().unfinished()), head);
    } finally {
      round.unlock();
    }
  }

  /**
   * A problem of one account must not hold up the others; behind it in the same account nothing
   * goes out in this round, so that transactions keep their order.
   */
  private void advanceAll(final List<MonitoredTransaction> rows, final L1BlockRef head) {
    final Set<Address> blocked = foreignKeys();
    keys.keySet().stream()
        .filter(account -> !blocked.contains(account))
        .forEach(account -> fillNonceGap(account, rows));
    Optional<TemporaryException> problem = Optional.empty();
    for (final MonitoredTransaction row : rows) {
      if (!keys.containsKey(row.from()) || blocked.contains(row.from())) {
        continue;
      }
      try {
        advance(row, head);
      } catch (final TemporaryException e) {
        LOG.debug("L1 transaction {} waits", Key.of(row), e);
        blocked.add(row.from());
        problem = problem.or(() -> Optional.of(e));
      }
    }
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  /** Nothing behind such a nonce can be mined, so a transfer of nothing takes its place. */
  private void fillNonceGap(final Address account, final List<MonitoredTransaction> unfinished) {
    gaps.find(account, unfinished, l1::pendingNonce)
        .ifPresent(
            gap -> {
              LOG.warn("L1 waits for nonce {} of {}, which no transaction has", gap, account);
              submit(NonceGaps.OWNER, account + "-nonce-" + gap, account, account, Bytes.EMPTY);
            });
  }

  /** Accounts of ours with which another process on this store sends. */
  private Set<Address> foreignKeys() {
    final Set<Address> foreign = new HashSet<>(keys.keySet());
    foreign.removeIf(account -> store.tryLock(LOCK_PREFIX + account));
    if (foreign.isEmpty()) {
      status.recovered(KEY_IN_USE);
    } else {
      status.degraded(
          KEY_IN_USE, "another process sends L1 transactions with the key of " + foreign);
    }
    return foreign;
  }

  private void advance(final MonitoredTransaction row, final L1BlockRef head) {
    final Optional<L1Client.Receipt> receipt = findReceipt(row);
    if (receipt.isPresent()) {
      settle(row, receipt.get(), head);
      return;
    }
    MonitoredTransaction current = row;
    if (row.l1Block().isPresent()) {
      LOG.warn("L1 transaction {} left the chain, sending it again", Key.of(row));
      current = save(MonitoredSteps.with(row, Status.SENT, Optional.empty(), row.error()));
      sentAtMillis.remove(Key.of(row));
    }
    if (current.nonce().isEmpty()) {
      begin(current);
    } else {
      push(current);
    }
  }

  /** First send: dry run, then nonce, fees and hash are stored, then it goes out. */
  private void begin(final MonitoredTransaction row) {
    final long gas;
    try {
      gas = l1.estimateGas(row.from(), row.to(), row.data());
    } catch (final L1RevertException e) {
      fail(row, Optional.empty(), "the dry run reverted: " + e.getMessage());
      return;
    }
    final BigInteger maxFee =
        L1TransactionPricing.firstMaxFee(l1.fees(), settings.maxFeePerGasCap());
    final long pending = l1.pendingNonce(row.from());
    final Signed ready =
        store.write(
            tx -> {
              final StateStore.MonitoredTransactions rows = tx.monitoredTransactions();
              final long nonce = freeNonce(row.from(), pending, rows.unfinished());
              final MonitoredTransaction priced =
                  MonitoredSteps.priced(row, nonce, L1TransactionPricing.gasLimit(gas), maxFee);
              final Signed signed = sign(priced);
              rows.update(signed.row());
              return signed;
            });
    send(ready);
  }

  /** The lowest nonce that neither L1 nor another unfinished transaction of ours has. */
  private static long freeNonce(
      final Address from, final long pending, final List<MonitoredTransaction> unfinished) {
    final Set<Long> taken =
        unfinished.stream()
            .filter(row -> row.from().equals(from))
            .flatMap(row -> row.nonce().stream())
            .collect(Collectors.toSet());
    long nonce = pending;
    while (taken.contains(nonce)) {
      nonce++;
    }
    return nonce;
  }

  /** It has a nonce and no receipt: send it again after a restart, or replace it when it waits. */
  private void push(final MonitoredTransaction row) {
    if (nonceIsLost(row)) {
      return;
    }
    final Long sentAt = sentAtMillis.get(Key.of(row));
    if (sentAt == null) {
      // Unknown to this process: the very same transaction again (it may never have been sent).
      storeAndSend(row);
    } else if (clock.millis() - sentAt >= settings.replaceAfter().toMillis()) {
      replace(row);
    } else if (lost.isTimeToLook(Key.of(row), sentAt, clock.millis())
        && l1.pendingNonce(row.from()) <= row.nonce().orElseThrow()) {
      repeat(row, sentAt);
    }
  }

  /** The very same transaction; its fees are raised when they would have been. */
  private void repeat(final MonitoredTransaction row, final long sentAt) {
    LOG.info("L1 transaction {} is not in L1's pool, sending it again", Key.of(row));
    storeAndSend(row);
    sentAtMillis.computeIfPresent(Key.of(row), (key, later) -> Long.min(sentAt, later));
  }

  private void replace(final MonitoredTransaction row) {
    final Optional<BigInteger> maxFee =
        L1TransactionPricing.replacementMaxFee(
            row.maxFeePerGas(), l1.fees(), settings.maxFeePerGasCap());
    if (maxFee.isEmpty()) {
      waiting.add(
          FEE_CAP_KEY,
          Key.of(row),
          "L1 transaction %s waits with %s wei per gas, the cap is %s"
              .formatted(Key.of(row), row.maxFeePerGas(), settings.maxFeePerGasCap()));
      storeAndSend(row);
      return;
    }
    waiting.remove(FEE_CAP_KEY, Key.of(row));
    LOG.info(
        "raising the fee of L1 transaction {} from {} to {} wei per gas",
        Key.of(row),
        row.maxFeePerGas(),
        maxFee.get());
    replaced.increment();
    storeAndSend(MonitoredSteps.withMaxFee(row, maxFee.get()));
  }

  private void storeAndSend(final MonitoredTransaction row) {
    final Signed signed = sign(row);
    save(signed.row());
    send(signed);
  }

  private void send(final Signed signed) {
    final MonitoredTransaction row = signed.row();
    try {
      l1.sendRaw(signed.transaction().raw());
    } catch (final L1SendException e) {
      refused(row, e);
      return;
    }
    sent.increment();
    sentAtMillis.put(Key.of(row), clock.millis());
    waiting.remove(FUNDS_KEY, Key.of(row));
    waiting.remove(REFUSED_KEY, Key.of(row));
    save(MonitoredSteps.with(row, Status.SENT, row.l1Block(), Optional.empty()));
    LOG.info(
        "L1 transaction {} sent as {}, nonce {}",
        Key.of(row),
        signed.transaction().hash(),
        row.nonce());
  }

  private void refused(final MonitoredTransaction row, final L1SendException e) {
    LOG.warn("L1 refused transaction {}: {}", Key.of(row), e.getMessage());
    save(
        MonitoredSteps.with(
            row, row.status(), row.l1Block(), Optional.of(e.kind() + ": " + e.getMessage())));
    switch (e.kind()) {
      case NONCE_TOO_LOW -> sentAtMillis.remove(Key.of(row));
      // A known loser: the next round replaces it without waiting.
      case UNDERPRICED ->
          sentAtMillis.put(Key.of(row), clock.millis() - settings.replaceAfter().toMillis());
      case INSUFFICIENT_FUNDS ->
          waiting.add(
              FUNDS_KEY,
              Key.of(row),
              "L1 account %s has %s wei, not enough for transaction %s"
                  .formatted(row.from(), l1.balance(row.from()), Key.of(row)));
      case OTHER -> refusedForGood(row, e);
    }
  }

  private void refusedForGood(final MonitoredTransaction row, final L1SendException e) {
    // Only when L1's pool has nothing with this nonce: otherwise one of our hashes may be mined.
    if (l1.pendingNonce(row.from()) <= row.nonce().orElseThrow()) {
      fail(row, Optional.empty(), "L1 refused it: " + e.getMessage());
    } else {
      waiting.add(
          REFUSED_KEY,
          Key.of(row),
          "L1 refuses transaction %s: %s".formatted(Key.of(row), e.getMessage()));
    }
  }

  /** True when its nonce is used on L1, by none of our hashes as far as L1 shows. */
  private boolean nonceIsLost(final MonitoredTransaction row) {
    if (l1.minedNonce(row.from()) <= row.nonce().orElseThrow()) {
      nonceUsedRounds.remove(Key.of(row));
      return false;
    }
    final int rounds = nonceUsedRounds.merge(Key.of(row), 1, Integer::sum);
    if (rounds >= ROUNDS_BEFORE_NONCE_REASSIGNMENT) {
      final String why = "nonce %d was used by another transaction".formatted(row.nonce().get());
      LOG.warn("L1 transaction {}: {}", Key.of(row), why);
      forget(row);
      save(MonitoredSteps.withoutNonce(row, why));
    }
    return true;
  }

  private void settle(
      final MonitoredTransaction row, final L1Client.Receipt receipt, final L1BlockRef head) {
    final Optional<Long> block = Optional.of(receipt.blockNumber());
    if (head.number() - receipt.blockNumber() < settings.confirmations()) {
      if (!row.l1Block().equals(block)) {
        save(MonitoredSteps.with(row, Status.SENT, block, row.error()));
      }
      return;
    }
    if (receipt.success()) {
      forget(row);
      save(MonitoredSteps.with(row, Status.CONFIRMED, block, Optional.empty()));
      LOG.info("L1 transaction {} confirmed in block {}", Key.of(row), receipt.blockNumber());
    } else {
      fail(row, block, "reverted in L1 block %d%s".formatted(block.get(), revertReason(row)));
    }
  }

  /** A receipt has no reason; the dry run on today's state usually fails for the same one. */
  private String revertReason(final MonitoredTransaction row) {
    try {
      l1.estimateGas(row.from(), row.to(), row.data());
      return "";
    } catch (final L1RevertException e) {
      return ": " + e.getMessage();
    }
  }

  private void fail(
      final MonitoredTransaction row, final Optional<Long> l1Block, final String reason) {
    LOG.warn("L1 transaction {} failed: {}", Key.of(row), reason);
    failed.increment();
    forget(row);
    save(MonitoredSteps.with(row, Status.FAILED, l1Block, Optional.of(reason)));
  }

  private Optional<L1Client.Receipt> findReceipt(final MonitoredTransaction row) {
    return row.history().reversed().stream().map(l1::receipt).flatMap(Optional::stream).findFirst();
  }

  private Signed sign(final MonitoredTransaction row) {
    final SignedTransaction transaction =
        L1TransactionPricing.sign(row, chainId.orElseThrow(), keys.get(row.from()));
    return new Signed(MonitoredSteps.withHash(row, transaction.hash()), transaction);
  }

  private MonitoredTransaction save(final MonitoredTransaction row) {
    store.update(tx -> tx.monitoredTransactions().update(row));
    return row;
  }

  private void forget(final MonitoredTransaction row) {
    sentAtMillis.remove(Key.of(row));
    nonceUsedRounds.remove(Key.of(row));
    lost.forget(Key.of(row));
    waiting.remove(Key.of(row));
  }
}
