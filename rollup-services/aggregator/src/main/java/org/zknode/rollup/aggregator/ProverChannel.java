/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.aggregator.v1.AggregatorMessage;
import org.zknode.proto.aggregator.v1.CancelRequest;
import org.zknode.proto.aggregator.v1.GenAggregatedProofRequest;
import org.zknode.proto.aggregator.v1.GenBatchProofRequest;
import org.zknode.proto.aggregator.v1.GenFinalProofRequest;
import org.zknode.proto.aggregator.v1.GetProofRequest;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.proto.aggregator.v1.GetStatusRequest;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.ProverMessage;
import org.zknode.proto.aggregator.v1.ProverMessage.ResponseCase;
import org.zknode.proto.aggregator.v1.Result;

/**
 * One connected prover. Strictly one question, one answer, in turn (docs/spec/provers.md,
 * "Conversation"); each answer has a deadline, after which the stream is closed. Messages that
 * nobody asked for stay behind gRPC's flow control, so a prover cannot make the aggregator hold
 * more than one.
 *
 * <p>Questions may come from one thread at a time; closing from any.
 */
final class ProverChannel implements Prover, StreamObserver<ProverMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(ProverChannel.class);

  private final ServerCallStreamObserver<AggregatorMessage> out;
  private final String remote;
  private final Duration answerDeadline;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private boolean closed;
  private boolean woken;
  private CompletableFuture<ProverMessage> pending;

  /**
   * @param out its automatic inbound flow control must be off
   * @param remote address of the prover, for messages
   * @param answerDeadline longest wait for one answer
   */
  ProverChannel(
      final ServerCallStreamObserver<AggregatorMessage> out,
      final String remote,
      final Duration answerDeadline) {
    this.out = out;
    this.remote = remote;
    this.answerDeadline = answerDeadline;
  }

  @Override
  public String remote() {
    return remote;
  }

  @Override
  public GetStatusResponse getStatus() throws ProverException, InterruptedException {
    return ask(
            AggregatorMessage.newBuilder()
                .setGetStatusRequest(GetStatusRequest.getDefaultInstance()),
            ResponseCase.GET_STATUS_RESPONSE)
        .getGetStatusResponse();
  }

  @Override
  public String genBatchProof(final InputProver input)
      throws ProverException, InterruptedException {
    final var answer =
        ask(
                AggregatorMessage.newBuilder()
                    .setGenBatchProofRequest(GenBatchProofRequest.newBuilder().setInput(input)),
                ResponseCase.GEN_BATCH_PROOF_RESPONSE)
            .getGenBatchProofResponse();
    return accepted(answer.getId(), answer.getResult(), "a batch proof");
  }

  @Override
  public String genAggregatedProof(final String first, final String second)
      throws ProverException, InterruptedException {
    final var answer =
        ask(
                AggregatorMessage.newBuilder()
                    .setGenAggregatedProofRequest(
                        GenAggregatedProofRequest.newBuilder()
                            .setRecursiveProof1(first)
                            .setRecursiveProof2(second)),
                ResponseCase.GEN_AGGREGATED_PROOF_RESPONSE)
            .getGenAggregatedProofResponse();
    return accepted(answer.getId(), answer.getResult(), "an aggregated proof");
  }

  @Override
  public String genFinalProof(final String proof, final String aggregatorAddress)
      throws ProverException, InterruptedException {
    final var answer =
        ask(
                AggregatorMessage.newBuilder()
                    .setGenFinalProofRequest(
                        GenFinalProofRequest.newBuilder()
                            .setRecursiveProof(proof)
                            .setAggregatorAddr(aggregatorAddress)),
                ResponseCase.GEN_FINAL_PROOF_RESPONSE)
            .getGenFinalProofResponse();
    return accepted(answer.getId(), answer.getResult(), "a final proof");
  }

  @Override
  public GetProofResponse getProof(final String id) throws ProverException, InterruptedException {
    return ask(
            AggregatorMessage.newBuilder()
                .setGetProofRequest(GetProofRequest.newBuilder().setId(id)),
            ResponseCase.GET_PROOF_RESPONSE)
        .getGetProofResponse();
  }

  @Override
  public void cancel(final String id) throws ProverException, InterruptedException {
    final Result result =
        ask(
                AggregatorMessage.newBuilder()
                    .setCancelRequest(CancelRequest.newBuilder().setId(id)),
                ResponseCase.CANCEL_RESPONSE)
            .getCancelResponse()
            .getResult();
    if (result != Result.RESULT_OK) {
      LOG.info("Prover at {} could not cancel proof {}: {}", remote, id, result);
    }
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits that long, less if the stream ends.
   *
   * @param forWork whether {@link #wakeUp} ends it, too, also one since the last such wait
   */
  void pause(final Duration wait, final boolean forWork) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (!closed && left > 0 && !(forWork && woken)) {
        left = changed.awaitNanos(left);
      }
      if (forWork) {
        woken = false;
      }
    } finally {
      lock.unlock();
    }
  }

  /** There may be work for a prover that has none. */
  void wakeUp() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(final Status status) {
    if (end("closed: " + status.getDescription())) {
      out.onError(status.asException());
    }
  }

  @Override
  public void onNext(final ProverMessage message) {
    final CompletableFuture<ProverMessage> answered;
    lock.lock();
    try {
      answered = pending;
      pending = null;
    } finally {
      lock.unlock();
    }
    if (answered != null) {
      answered.complete(message);
    }
  }

  @Override
  public void onError(final Throwable failure) {
    if (end("disconnected: " + Status.fromThrowable(failure).getCode())) {
      LOG.debug("Prover at {} went away", remote, failure);
    }
  }

  @Override
  public void onCompleted() {
    if (end("disconnected")) {
      out.onCompleted();
    }
  }

  private ProverMessage ask(final AggregatorMessage.Builder question, final ResponseCase expected)
      throws ProverException, InterruptedException {
    final CompletableFuture<ProverMessage> answer = send(question.build());
    final ProverMessage message;
    try {
      message = answer.get(answerDeadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final TimeoutException e) {
      final String text =
          "prover at %s did not answer %s within %s"
              .formatted(remote, question.getRequestCase(), answerDeadline);
      close(Status.DEADLINE_EXCEEDED.withDescription(text));
      throw new ProverException(text, e);
    } catch (final ExecutionException e) {
      throw new ProverException(e.getCause().getMessage(), e);
    }
    if (message.getResponseCase() != expected) {
      final String text =
          "prover at %s answered %s with %s"
              .formatted(remote, question.getRequestCase(), message.getResponseCase());
      close(Status.INVALID_ARGUMENT.withDescription(text));
      throw new ProverException(text);
    }
    return message;
  }

  private CompletableFuture<ProverMessage> send(final AggregatorMessage question)
      throws ProverException {
    lock.lock();
    try {
      if (closed) {
        throw new ProverException("prover at %s is not connected".formatted(remote));
      }
      if (pending != null) {
        throw new IllegalStateException("the last question is not answered yet");
      }
      pending = new CompletableFuture<>();
      out.onNext(question);
      out.request(1);
      return pending;
    } finally {
      lock.unlock();
    }
  }

  private String accepted(final String id, final Result result, final String what)
      throws ProverException {
    if (result != Result.RESULT_OK || id.isEmpty()) {
      throw new ProverException(
          "prover at %s refused to make %s: %s".formatted(remote, what, result));
    }
    return id;
  }

  /** True the first time. */
  private boolean end(final String why) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      changed.signalAll();
      if (pending != null) {
        pending.completeExceptionally(
            new ProverException("prover at %s %s".formatted(remote, why)));
        pending = null;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
