/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.zknode.proto.aggregator.v1.AggregatorMessage;
import org.zknode.proto.aggregator.v1.CancelResponse;
import org.zknode.proto.aggregator.v1.GenAggregatedProofResponse;
import org.zknode.proto.aggregator.v1.GenBatchProofResponse;
import org.zknode.proto.aggregator.v1.GenFinalProofResponse;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.proto.aggregator.v1.ProverMessage;
import org.zknode.proto.aggregator.v1.Result;

/** Answers an aggregator's questions on one stream, until it ends. */
final class DevProverStream implements StreamObserver<AggregatorMessage> {
  private static final String PROTO_VERSION = "v0_0_1";

  private final DevProverConfig config;
  private final String proverId;
  private final DevProofTasks tasks;
  private final CompletableFuture<Status> ended = new CompletableFuture<>();
  private StreamObserver<ProverMessage> out;

  DevProverStream(final DevProverConfig config, final String proverId, final DevProofTasks tasks) {
    this.config = config;
    this.proverId = proverId;
    this.tasks = tasks;
  }

  /** Where the answers go; before the first question arrives. */
  synchronized void answerTo(final StreamObserver<ProverMessage> answers) {
    out = answers;
  }

  /** Completes when the stream has ended, with OK when the aggregator ended it in order. */
  CompletableFuture<Status> ended() {
    return ended;
  }

  @Override
  public synchronized void onNext(final AggregatorMessage question) {
    out.onNext(answer(question).setId(question.getId()).build());
  }

  @Override
  public void onError(final Throwable failure) {
    ended.complete(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    ended.complete(Status.OK);
  }

  private ProverMessage.Builder answer(final AggregatorMessage question) {
    final ProverMessage.Builder message = ProverMessage.newBuilder();
    switch (question.getRequestCase()) {
      case GET_STATUS_REQUEST -> message.setGetStatusResponse(status());
      case GEN_BATCH_PROOF_REQUEST -> {
        final Optional<String> id = tasks.batch(question.getGenBatchProofRequest());
        message.setGenBatchProofResponse(
            GenBatchProofResponse.newBuilder().setId(id.orElse("")).setResult(result(id)));
      }
      case GEN_AGGREGATED_PROOF_REQUEST -> {
        final Optional<String> id = tasks.aggregated(question.getGenAggregatedProofRequest());
        message.setGenAggregatedProofResponse(
            GenAggregatedProofResponse.newBuilder().setId(id.orElse("")).setResult(result(id)));
      }
      case GEN_FINAL_PROOF_REQUEST -> {
        final Optional<String> id = tasks.last(question.getGenFinalProofRequest());
        message.setGenFinalProofResponse(
            GenFinalProofResponse.newBuilder().setId(id.orElse("")).setResult(result(id)));
      }
      case CANCEL_REQUEST ->
          message.setCancelResponse(
              CancelResponse.newBuilder()
                  .setResult(
                      tasks.cancel(question.getCancelRequest().getId())
                          ? Result.RESULT_OK
                          : Result.RESULT_ERROR));
      case GET_PROOF_REQUEST ->
          message.setGetProofResponse(tasks.proof(question.getGetProofRequest().getId()));
      // A question of a newer protocol: an answer without content says that it is not understood.
      case REQUEST_NOT_SET -> {}
    }
    return message;
  }

  private GetStatusResponse status() {
    final Optional<String> current = tasks.current();
    return GetStatusResponse.newBuilder()
        .setStatus(
            current.isPresent()
                ? GetStatusResponse.Status.STATUS_COMPUTING
                : GetStatusResponse.Status.STATUS_IDLE)
        .setCurrentComputingRequestId(current.orElse(""))
        .setVersionProto(PROTO_VERSION)
        .setVersionServer("zknode-dev-prover")
        .setProverName(config.name())
        .setProverId(proverId)
        .setNumberOfCores(Runtime.getRuntime().availableProcessors())
        .setTotalMemory(Runtime.getRuntime().maxMemory())
        .setFreeMemory(Runtime.getRuntime().freeMemory())
        .setForkId(config.forkId())
        .build();
  }

  private static Result result(final Optional<String> id) {
    return id.isPresent() ? Result.RESULT_OK : Result.RESULT_ERROR;
  }
}
