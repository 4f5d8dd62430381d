/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.l1.HeadTracker;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.RevertListener;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ChangeWatch;
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
 * <p>One process sends with a key ({@link NonceOwner}); {@link SendSteps} is what happens to one
 * transaction, {@link FeePolicy} what it offers, {@link MinedWatch} and {@link ReorgWatch} what
 * became of it. Thread-safe; concurrent rounds are one round.
 */
public final class MonitoredL1TransactionManager implements L1TransactionManager {
  private static final Logger LOG = LoggerFactory.getLogger(MonitoredL1TransactionManager.class);

  private final StateStore store;
  private final L1Client l1;
  private final NonceOwner owner;
  private final MonitoredRows rows;
  private final SendSteps steps;
  private final ReorgWatch reorgs;
  private final ChangeWatch changes;
  private final NonceGaps gaps = new NonceGaps();

  private final ReentrantLock round = new ReentrantLock();
  private final Set<String> owners = ConcurrentHashMap.newKeySet();

  private volatile Runnable whenUnsent = () -> {};

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
    this.owner = new NonceOwner(store, keys, status);
    final SendTimers timers = new SendTimers();
    final LostTransactions<TransactionKey> lost = new LostTransactions<>();
    final RefusalReport report = new RefusalReport(l1, settings, status);
    this.rows = new MonitoredRows(store, timers, lost, report, metrics);
    final HeadTracker heads = new HeadTracker(l1);
    final MinedWatch mined = new MinedWatch(l1, rows, heads, settings.confirmations());
    this.steps =
        new SendSteps(
            l1,
            settings,
            rows,
            mined,
            new TransactionSending(store, l1, owner, rows, timers, report, clock, metrics),
            timers,
            lost,
            report,
            clock,
            metrics);
    this.reorgs = new ReorgWatch(store, l1, heads, mined::receipt);
    this.changes = ChangeWatch.ofRows(store);
    owners.add(NonceGaps.OWNER);
  }

  @Override
  public void submit(
      final String owner,
      final String id,
      final Optional<String> dependsOn,
      final Address from,
      final Address to,
      final Bytes data) {
    if (!this.owner.accounts().contains(from)) {
      throw new IllegalArgumentException("there is no key for L1 account " + from);
    }
    owners.add(owner);
    steps.wanted(new TransactionKey(owner, id));
    final MonitoredTransaction fresh = MonitoredSteps.created(owner, id, dependsOn, from, to, data);
    store.update(
        tx -> {
          final StateStore.MonitoredTransactions table = tx.monitoredTransactions();
          final Optional<MonitoredTransaction> old = table.find(owner, id);
          if (old.isEmpty()) {
            table.insertIfAbsent(fresh);
          } else if (old.get().status() == Status.FAILED) {
            table.update(fresh);
          }
        });
  }

  @Override
  public void withdraw(final String owner, final String id, final String why) {
    steps.unwanted(new TransactionKey(owner, id), why);
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
  public void onRevert(final RevertListener listener) {
    rows.onRevert(listener);
  }

  @Override
  public void sendSubmitted() {
    try {
      if (round()) {
        return;
      }
    } catch (final TemporaryException e) {
      LOG.debug("what was submitted is left to the next tick", e);
    }
    whenUnsent.run();
  }

  @Override
  public void onUnsent(final Runnable wake) {
    whenUnsent = wake;
  }

  @Override
  public void onMined(final Runnable wake) {
    rows.onMined(wake);
  }

  @Override
  public void tick() {
    if (!round()) {
      LOG.debug("another round is under way");
    }
  }

  /**
   * @return false when another one is under way, which may have begun before the newest intent
   */
  private boolean round() {
    if (!round.tryLock()) {
      return false;
    }
    try {
      final L1BlockRef head = l1.head(L1Client.BlockTag.LATEST);
      reorgs.look(head, owners, owner.accounts());
      if (changes.isQuiet()) {
        return true;
      }
      changes.begin();
      final List<MonitoredTransaction> unfinished =
          store.read(tx -> tx.monitoredTransactions().unfinished());
      advanceAll(unfinished, head);
      if (unfinished.isEmpty()) {
        changes.foundNothing();
      }
      return true;
    } finally {
      round.unlock();
    }
  }

  /**
   * A problem of one account must not hold up the others; behind it in the same account nothing
   * goes out in this round, so that transactions keep their order.
   */
  private void advanceAll(final List<MonitoredTransaction> unfinished, final L1BlockRef head) {
    final Set<Address> blocked = new HashSet<>(owner.foreign());
    owner.accounts().stream()
        .filter(account -> !blocked.contains(account))
        .forEach(account -> fillNonceGap(account, unfinished));
    final SendRound seen = new SendRound(l1, head, unfinished);
    Optional<TemporaryException> problem = Optional.empty();
    for (final MonitoredTransaction row : inOrder(unfinished)) {
      if (!owner.accounts().contains(row.from()) || blocked.contains(row.from())) {
        continue;
      }
      try {
        if (!steps.advance(row, seen)) {
          blocked.add(row.from());
        }
      } catch (final TemporaryException e) {
        LOG.debug("L1 transaction {} waits", TransactionKey.of(row), e);
        blocked.add(row.from());
        problem = problem.or(() -> Optional.of(e));
      }
    }
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  /** Those with a nonce first, by nonce, as L1 takes them; then as they were submitted. */
  private static List<MonitoredTransaction> inOrder(final List<MonitoredTransaction> unfinished) {
    return unfinished.stream().sorted((a, b) -> Long.compare(place(a), place(b))).toList();
  }

  private static long place(final MonitoredTransaction row) {
    return row.nonce().orElse(Long.MAX_VALUE);
  }

  /** Nothing behind such a nonce can be mined, so a transfer of nothing takes its place. */
  private void fillNonceGap(final Address account, final List<MonitoredTransaction> unfinished) {
    gaps.find(
            account,
            unfinished,
            // Below that nothing is waited for, whatever one endpoint says.
            key -> l1.pendingNonce(key, l1.minedNonces(key).agreed()))
        .ifPresent(
            gap -> {
              LOG.warn("L1 waits for nonce {} of {}, which no transaction has", gap, account);
              submit(
                  NonceGaps.OWNER,
                  account + "-nonce-" + gap,
                  Optional.empty(),
                  account,
                  account,
                  Bytes.EMPTY);
              whenUnsent.run();
            });
  }
}
