/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.zknode.proto.executor.v1.ExecuteRequest;
import org.zknode.proto.executor.v1.ExecuteResponse;
import org.zknode.proto.executor.v1.ExecutorGrpc;
import org.zknode.proto.executor.v1.GetInfoRequest;
import org.zknode.proto.executor.v1.GetInfoResponse;

/** The calls of executor.proto. */
final class ExecutorGrpcService extends ExecutorGrpc.ExecutorImplBase {
  private final long chainId;
  private final ExecutorConfig config;
  private final Executions executions;

  ExecutorGrpcService(
      final long chainId, final ExecutorConfig config, final Executions executions) {
    this.chainId = chainId;
    this.config = config;
    this.executions = executions;
  }

  @Override
  public void getInfo(final GetInfoRequest request, final StreamObserver<GetInfoResponse> answer) {
    answer.onNext(
        GetInfoResponse.newBuilder()
            .setChainId(chainId)
            .setVersion(config.version())
            .setMaxExecutions(config.limits().executions())
            .setExecutions(executions.running())
            .setMaxWitnessBytes(ExecutorLimits.MAX_WITNESS_BYTES)
            .setMaxBlocks(ExecutorLimits.MAX_BLOCKS)
            .setMaxMilliseconds(config.limits().longest().toMillis())
            .build());
    answer.onCompleted();
  }

  @Override
  public StreamObserver<ExecuteRequest> execute(final StreamObserver<ExecuteResponse> answer) {
    final ServerCallStreamObserver<ExecuteResponse> call =
        (ServerCallStreamObserver<ExecuteResponse>) answer;
    // One message at a time: what is not taken yet stays with the client.
    call.disableAutoRequest();
    final ExecuteCall upload = new ExecuteCall(call, chainId, executions);
    call.setOnCancelHandler(upload::cancelled);
    call.request(1);
    return upload;
  }
}
