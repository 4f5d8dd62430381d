/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.ElderberryAbi.VerifyCall;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStore.Tx;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.status.NodeStatus;

/**
 * Brings final proofs to L1, one at a time (docs/spec/provers.md, "Final proofs"). What is in
 * flight is read from the stored L1 transactions, so that a restart neither forgets nor repeats
 * one. A proof that L1 refuses degrades the node and is tried again later with a new final proof;
 * it never stops it.
 *
 * <p>Thread-safe.
 */
final class FinalProofSender {
  private static final Logger LOG = LoggerFactory.getLogger(FinalProofSender.class);

  /** Owner of its L1 transactions. */
  static final String OWNER = "aggregator";

  /** Key in the node status while L1 refuses our proofs. */
  static final String DEGRADED_REFUSED = "aggregator-proof-refused";

  /** Stored L1 transactions looked at; only the newest can be unfinished. */
  private static final int NEWEST = 8;

  private static final Pattern ID = Pattern.compile("verify-(\\d+)-to-(\\d+)(?:-again-\\d+)?");

  private final StateStore store;
  private final ChangeWatch rows;
  private final L1Client l1;
  private final L1TransactionManager transactions;
  private final NodeStatus status;
  private final AggregatorEvents events;
  private final FinalProofPause pause;
  private final Address sender;
  private final Address rollupManager;
  private final long rollupId;
  private final AggregatorConfig config;
  private volatile long unpaidBatches;

  /**
   * Held while a verdict is found and while a proof is submitted: a verdict is on what is stored.
   */
  private final ReentrantLock verdict = new ReentrantLock();

  FinalProofSender(
      final AggregatorConfig config,
      final L1Config l1Config,
      final Address sender,
      final AggregatorPorts ports,
      final AggregatorEvents events) {
    this.config = config;
    this.rollupManager = l1Config.rollupManager();
    this.rollupId = l1Config.rollupId();
    this.sender = sender;
    this.store = ports.store();
    this.rows = ChangeWatch.ofRows(store);
    this.l1 = ports.l1();
    this.transactions = ports.transactions();
    transactions.watch(OWNER);
    this.status = ports.status();
    this.pause = new FinalProofPause(ports.clock(), config);
    this.events = events;
  }

  /** Last verified batch as the synchronizer has seen it on L1. */
  static long lastVerified(final Tx tx) {
    return tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L);
  }

  /**
   * False while the pause since the last final proof is not over, or while it is open how long the
   * pause is: L1 has refused a proof and {@link #tick} has not looked at it yet.
   */
  boolean mayBegin(final Tx tx, final long verified) {
    return pause.isOver(refused(tx, verified).map(MonitoredTransaction::id).toList());
  }

  /**
   * The range of a verification that was handed to L1 and that the synchronizer has not seen.
   *
   * @param verified the last verified batch that the caller goes by; read before, since a
   *     transaction of the state DB sees what others commit in between
   */
  Optional<BatchRange> inFlight(final Tx tx, final long verified) {
    return newest(tx).stream()
        .filter(transaction -> isPending(tx, transaction))
        .flatMap(transaction -> range(transaction).stream())
        .filter(range -> range.to() > verified)
        .findFirst();
  }

  /**
   * Whether L1 would look at a final proof of the range: L1 and the synchronizer agree on what is
   * verified, and the range goes beyond it. Asks L1. When they do not agree, no final proof is
   * begun for a while.
   */
  boolean isWanted(final BatchRange range) {
    final long onL1 = l1.rollupData().lastVerifiedBatch();
    final long here = store.read(FinalProofSender::lastVerified);
    if (onL1 != here) {
      LOG.debug("Batch {} is the last verified one on L1, {} here", onL1, here);
      pause.atLeast(config.pollInterval());
      return false;
    }
    return range.to() > here && isPaidFor(range);
  }

  /** Waits for more batches while the reward for these is below what the operator wants. */
  private boolean isPaidFor(final BatchRange range) {
    final BigInteger least = config.rules().minReward();
    if (least.signum() == 0) {
      return true;
    }
    final BigInteger reward = l1.rewardPerBatch().multiply(BigInteger.valueOf(range.size()));
    final boolean enough = reward.compareTo(least) >= 0;
    unpaidBatches = enough ? 0 : range.size();
    if (!enough) {
      LOG.info(
          "The final proof of {} waits: its reward is {}, at least {} is wanted",
          range,
          reward,
          least);
      pause.atLeast(config.pollInterval());
    }
    return enough;
  }

  /** Batches whose final proof waits for a higher reward. */
  long unpaidBatches() {
    return unpaidBatches;
  }

  /**
   * Hands a checked proof to the L1 transaction manager, and has it sent.
   *
   * @param stateRoot ours after the range
   * @param localExitRoot likewise
   */
  void submit(
      final BatchRange range,
      final Bytes32 stateRoot,
      final Bytes32 localExitRoot,
      final FinalProof proof) {
    final Bytes calldata =
        ElderberryAbi.verifyBatchesTrustedAggregator(
            new VerifyCall(
                rollupId,
                range.from() - 1,
                range.to(),
                localExitRoot,
                stateRoot,
                config.beneficiary(),
                FinalProofCheck.words(proof)));
    final String id = freeId(range);
    verdict.lock();
    try {
      pause.forget(id);
      transactions.submit(OWNER, id, sender, rollupManager, calldata);
    } finally {
      verdict.unlock();
    }
    pause.atLeast(config.verifyInterval());
    LOG.info("Final proof of {} handed to L1 as {}", range, id);
    transactions.sendSubmitted();
  }

  /** One round of looking after what was submitted, and of forgetting what L1 has verified. */
  void tick() {
    if (rows.isQuiet()) {
      return;
    }
    rows.begin();
    final long verified =
        store.write(
            tx -> {
              final long last = lastVerified(tx);
              tx.proofs().deleteUpTo(last);
              return last;
            });
    if (pause.accepted(verified)) {
      status.recovered(DEGRADED_REFUSED);
    }
    withdrawReplaced(verified);
    verdict.lock();
    try {
      if (judge(verified)) {
        rows.foundNothing();
      }
    } finally {
      verdict.unlock();
    }
  }

  /** An L1 reorg changed what their batches were built from: L1 would refuse each. */
  private void withdrawReplaced(final long verified) {
    store
        .read(
            tx ->
                tx.monitoredTransactions().unfinished().stream()
                    .filter(row -> row.owner().equals(OWNER))
                    .filter(row -> row.l1Block().isEmpty() && row.withdrawnAt().isEmpty())
                    .filter(row -> !covers(verified, row) && isReplaced(tx, row))
                    .toList())
        .forEach(row -> transactions.withdraw(OWNER, row.id(), "its batches were replaced"));
  }

  private static boolean isReplaced(final Tx tx, final MonitoredTransaction row) {
    final Bytes32 proven = ElderberryAbi.decodeVerifiedStateRoot(row.data());
    return range(row)
        .flatMap(range -> tx.batches().find(range.to()))
        .filter(batch -> batch.closed() && !batch.stateRoot().equals(proven))
        .isPresent();
  }

  /** Whether nothing is refused. */
  private boolean judge(final long verified) {
    final List<MonitoredTransaction> refused = store.read(tx -> refused(tx, verified).toList());
    final List<String> ids = refused.stream().map(MonitoredTransaction::id).toList();
    final List<String> news = pause.notJudged(ids);
    if (news.isEmpty()) {
      return refused.isEmpty();
    }
    // There are several only after a restart; then the older ones were reported before it.
    final MonitoredTransaction newest =
        refused.stream().filter(failed -> news.contains(failed.id())).findFirst().orElseThrow();
    if (covers(l1.rollupData().lastVerifiedBatch(), newest)) {
      LOG.info("{} was refused because its batches are verified on L1 already", newest.id());
      return false;
    }
    final String text =
        "L1 refused the final proof %s: %s; a new one is made in %s"
            .formatted(
                newest.id(),
                newest.error().orElse("no reason given"),
                pause.refused(verified, ids));
    status.degraded(DEGRADED_REFUSED, text);
    events.error("FINAL_PROOF_REFUSED", text);
    return false;
  }

  /** What L1 has refused and is not verified, the newest first. */
  private static Stream<MonitoredTransaction> refused(final Tx tx, final long verified) {
    return newest(tx).stream()
        .filter(transaction -> transaction.status() == Status.FAILED)
        .filter(transaction -> transaction.withdrawnAt().isEmpty())
        .filter(transaction -> !covers(verified, transaction));
  }

  private static boolean covers(final long verified, final MonitoredTransaction transaction) {
    return range(transaction).filter(range -> range.to() > verified).isEmpty();
  }

  private static List<MonitoredTransaction> newest(final Tx tx) {
    return tx.monitoredTransactions().ofOwner(OWNER, NEWEST);
  }

  private static boolean isPending(final Tx tx, final MonitoredTransaction transaction) {
    return switch (transaction.status()) {
      case CREATED, SENT -> true;
      case CONFIRMED -> !isLost(tx, transaction);
      case FAILED -> false;
    };
  }

  /** The synchronizer is far past its block without having seen its event: a reorg has taken it. */
  private static boolean isLost(final Tx tx, final MonitoredTransaction transaction) {
    final long synced = tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L);
    return transaction
        .l1Block()
        .filter(block -> L1ReorgDetector.isSettled(block, synced))
        .isPresent();
  }

  private static Optional<BatchRange> range(final MonitoredTransaction transaction) {
    final Matcher matcher = ID.matcher(transaction.id());
    return matcher.matches()
        ? Optional.of(
            new BatchRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** The range's id; another one when a reorg took a confirmed transaction of that id away. */
  private String freeId(final BatchRange range) {
    final String base = "verify-%d-to-%d".formatted(range.from(), range.to());
    String id = base;
    for (int again = 1; isConfirmed(id); again++) {
      id = base + "-again-" + again;
    }
    return id;
  }

  private boolean isConfirmed(final String id) {
    return transactions
        .find(OWNER, id)
        .filter(transaction -> transaction.status() == Status.CONFIRMED)
        .isPresent();
  }
}
