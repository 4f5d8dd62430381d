/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.zks.signing.MultisigCommitter;

/**
 * The main node's side of batch verification (docs/spec/batch-verification.md, "Collecting
 * signatures"): asks the verifiers to sign each checked batch, in order, and stores the signatures
 * until the threshold of distinct accepted signers is reached. It never gives up: too few verifiers
 * is DEGRADED, and the batch waits.
 *
 * <p>Driven by {@link #step}, which does not block. Unlike upstream, signatures of an attempt that
 * timed out are kept, and those that come after it count: they are over the same digest.
 */
public final class BatchVerification {
  /** Key of {@link NodeStatus#degraded}. */
  public static final String NOT_ENOUGH_VERIFIERS = "not-enough-verifiers";

  /** Answers that wait for the next step; far above the number of verifiers. */
  private static final int MAX_QUEUED_RESULTS = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(BatchVerification.class);

  /** The batch at hand and all that was asked and answered about it. */
  private record Round(Batch batch, SignatureCollection collection) {}

  private record Attempt(long untilMillis, int sent) {}

  private final StateStore store;
  private final CommitmentReader commitments;
  private final VerifierNetwork network;
  private final MultisigCommitter committer;
  private final VerificationConfig config;
  private final NodeStatus status;
  private final Clock clock;
  private final Set<Address> accepted;
  private final BlockingQueue<VerifyResult> results = new ArrayBlockingQueue<>(MAX_QUEUED_RESULTS);
  private final AtomicLong dropped = new AtomicLong();
  private final Metrics.Counter attempts;
  private final Metrics.Counter signatures;
  private final FailedResponses failures;
  private Optional<Round> round = Optional.empty();
  private Optional<Attempt> attempt = Optional.empty();
  private volatile long lastRequestId;
  private volatile long nextBatch = 1;
  private final ChangeWatch rows;

  /** The newest batch on L1 at the last look. */
  private long lastVirtual;

  private long notBeforeMillis;
  private volatile Runnable whenAnswered = () -> {};

  public BatchVerification(
      final StateStore store,
      final CommitmentReader commitments,
      final VerifierNetwork network,
      final MultisigCommitter committer,
      final VerificationConfig config,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    this.store = store;
    this.rows = ChangeWatch.ofRows(store);
    this.commitments = commitments;
    this.network = network;
    this.committer = committer;
    this.config = config;
    this.status = status;
    this.clock = clock;
    this.accepted = Set.copyOf(config.accepted());
    this.attempts =
        metrics.counter(
            "batch_verification_sequencer_attempts_total", "Attempts to collect signatures");
    this.signatures =
        metrics.counter("batch_verification_sequencer_signatures_total", "Signatures accepted");
    metrics.gauge(
        "batch_verification_sequencer_threshold",
        "Distinct signatures that a batch needs",
        config::threshold);
    metrics.gauge(
        "batch_verification_sequencer_results_dropped",
        "Answers dropped because too many were waiting",
        dropped::get);
    metrics.gauge(
        "batch_verification_sequencer_last_request_id",
        "Number of the last attempt since the start",
        () -> lastRequestId);
    metrics.gauge(
        "batch_verification_sequencer_next_batch",
        "Lowest batch that may lack signatures",
        () -> nextBatch);
    this.failures = FailedResponses.in(metrics);
    network.onResult(this::receive);
  }

  /** From any thread; never blocks a network thread. */
  private void receive(final VerifyResult result) {
    if (!results.offer(result)) {
      dropped.incrementAndGet();
    }
    whenAnswered.run();
  }

  /**
   * @param wake called on a network thread for each answer that waits for the next step: returns at
   *     once
   */
  public void onAnswer(final Runnable wake) {
    whenAnswered = wake;
  }

  /**
   * Goes on with the batch at hand: takes answers, starts or ends an attempt.
   *
   * @return whether a batch reached the threshold now
   */
  public boolean step() {
    if (config.threshold() == 0) {
      return false;
    }
    if (round.isPresent() && settles(round.get())) {
      return true;
    }
    if (attempt.isPresent()) {
      lapse(attempt.get());
      return false;
    }
    if (clock.millis() < notBeforeMillis || rows.isQuiet()) {
      return false;
    }
    rows.begin();
    final Optional<Batch> next = nextUnsigned();
    if (next.isEmpty()) {
      rows.foundNothing();
      return false;
    }
    return begin(next.get());
  }

  private Optional<Batch> nextUnsigned() {
    return store.read(
        tx -> {
          nextBatch = firstToSign(tx);
          while (true) {
            final Optional<Batch> batch =
                tx.batches().find(nextBatch).filter(row -> row.closed() && row.checked());
            if (batch.isEmpty() || !isSigned(tx, nextBatch)) {
              return batch;
            }
            nextBatch = nextBatch + 1;
          }
        });
  }

  /**
   * All of them again, from the first that is not on L1, when that went back or the one before lost
   * its signatures: batches that were given up are made again under the same numbers.
   */
  private long firstToSign(final StateStore.Tx tx) {
    final long virtual = tx.virtualBatches().last().map(batch -> batch.number()).orElse(0L);
    final boolean wentBack = virtual < lastVirtual;
    lastVirtual = virtual;
    return !wentBack && nextBatch - 1 > virtual && isSigned(tx, nextBatch - 1)
        ? nextBatch
        : virtual + 1;
  }

  /** An answer may come after the batches before were given up. */
  private long following(final StateStore.Tx tx, final long signed) {
    return isSigned(tx, signed - 1) ? signed + 1 : signed;
  }

  private boolean isSigned(final StateStore.Tx tx, final long batchNumber) {
    return signers(tx, batchNumber) >= config.threshold();
  }

  /** Distinct accepted signers of that batch. */
  private long signers(final StateStore.Tx tx, final long batchNumber) {
    return BatchSignature.countSigners(tx.batchSignatures().ofBatch(batchNumber), accepted);
  }

  private boolean begin(final Batch batch) {
    final BatchCommitment commitment = commitments.of(batch);
    // Written by this thread only; volatile for the gauges.
    final long requestId = lastRequestId + 1;
    lastRequestId = requestId;
    final Round begun = new Round(batch, collection(requestId, commitment));
    round = Optional.of(begun);
    final int sent =
        network.dispatch(
            new VerifyRequest(
                requestId,
                batch.number(),
                batch.firstBlock(),
                batch.lastBlock(),
                BatchCommitment.PUBDATA_CALLDATA,
                commitment.commit(),
                commitment.previous(),
                BatchCommitment.PROTOCOL_MINOR));
    attempts.increment();
    attempt = Optional.of(new Attempt(clock.millis() + config.requestTimeout().toMillis(), sent));
    return settles(begun);
  }

  /** Goes on with what was collected when the same is asked for again. */
  private SignatureCollection collection(final long requestId, final BatchCommitment commitment) {
    final Optional<SignatureCollection> before =
        round.map(Round::collection).filter(own -> own.commitment().equals(commitment));
    if (before.isPresent()) {
      before.get().again(requestId, storedSigners(commitment.batchNumber()));
      return before.get();
    }
    results.clear();
    return new SignatureCollection(requestId, commitment, committer, accepted, failures);
  }

  private Set<Address> storedSigners(final long batch) {
    return store.read(tx -> tx.batchSignatures().ofBatch(batch)).stream()
        .map(BatchSignature::signer)
        .collect(Collectors.toSet());
  }

  /** Takes answers, also those that come while nothing is asked. */
  private boolean settles(final Round current) {
    final List<VerifyResult> received = new ArrayList<>();
    results.drainTo(received);
    for (final VerifyResult result : received) {
      current
          .collection()
          .add(result)
          .ifPresent(
              signature -> {
                keep(current.batch(), signature);
                current.collection().stored(signature);
              });
    }
    final long number = current.batch().number();
    if (store
        .read(tx -> tx.batches().find(number))
        .filter(row -> row.batchL2Data().equals(current.batch().batchL2Data()))
        .isEmpty()) {
      LOG.info("batch {} was given up, its signatures are not needed any more", number);
      end();
      return false;
    }
    final long have = store.read(tx -> signers(tx, number));
    if (have < config.threshold()) {
      return false;
    }
    end();
    nextBatch = store.read(tx -> following(tx, number));
    notBeforeMillis = clock.millis();
    status.recovered(NOT_ENOUGH_VERIFIERS);
    LOG.info("batch {} is signed by {} verifiers", number, have);
    return true;
  }

  private void end() {
    round = Optional.empty();
    attempt = Optional.empty();
  }

  private void lapse(final Attempt current) {
    if (clock.millis() < current.untilMillis()) {
      return;
    }
    attempt = Optional.empty();
    notBeforeMillis = clock.millis() + config.retryDelay().toMillis();
    final Round asked = round.orElseThrow();
    final long number = asked.batch().number();
    final String text =
        "batch %d has %d of %d verifier signatures; asked %d verifiers; %s"
            .formatted(
                number,
                store.<Long>read(tx -> signers(tx, number)),
                config.threshold(),
                current.sent(),
                asked.collection().refusals());
    LOG.warn(text);
    status.degraded(NOT_ENOUGH_VERIFIERS, text);
  }

  /** A batch that was rewritten meanwhile has another digest: its signatures do not count. */
  private void keep(final Batch signed, final BatchSignature signature) {
    store.update(
        tx ->
            tx.batches()
                .find(signed.number())
                .filter(row -> row.batchL2Data().equals(signed.batchL2Data()))
                .ifPresent(row -> tx.batchSignatures().insertIfAbsent(signature)));
    signatures.increment();
  }
}
