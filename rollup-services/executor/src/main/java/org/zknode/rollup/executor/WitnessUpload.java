/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import org.zknode.proto.executor.v1.ExecuteRequest;
import org.zknode.proto.executor.v1.ExecuteResponse;
import org.zknode.proto.executor.v1.Start;

/** Sends a question as the executor takes it, so that no more than a piece waits in memory. */
final class WitnessUpload implements ClientResponseObserver<ExecuteRequest, ExecuteResponse> {
  private final Start start;
  private final byte[] witness;
  private final CompletableFuture<ExecuteResponse> answer;
  private ClientCallStreamObserver<ExecuteRequest> call;
  private int sent = -1;
  private boolean completed;

  WitnessUpload(
      final Start start, final byte[] witness, final CompletableFuture<ExecuteResponse> answer) {
    this.start = start;
    this.witness = witness;
    this.answer = answer;
  }

  @Override
  public void beforeStart(final ClientCallStreamObserver<ExecuteRequest> stream) {
    call = stream;
    stream.setOnReadyHandler(this::send);
  }

  /** Nobody waits for the answer any more; has no effect when it is there. */
  void giveUp() {
    if (!answer.isDone()) {
      call.cancel("nobody waits for the answer", null);
    }
  }

  /** gRPC calls it from one thread at a time. */
  private void send() {
    while (call.isReady() && !completed) {
      if (sent < 0) {
        call.onNext(ExecuteRequest.newBuilder().setStart(start).build());
        sent = 0;
      } else if (sent < witness.length) {
        call.onNext(ExecutorClient.piece(witness, sent));
        sent = Math.min(witness.length, sent + ExecutorClient.PIECE_BYTES);
      } else {
        completed = true;
        call.onCompleted();
      }
    }
  }

  @Override
  public void onNext(final ExecuteResponse response) {
    answer.complete(response);
  }

  @Override
  public void onError(final Throwable failure) {
    answer.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new IllegalStateException("the call ended without an answer"));
  }
}
