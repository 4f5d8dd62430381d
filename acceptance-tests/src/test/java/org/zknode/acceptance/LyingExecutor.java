/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.proto.executor.v1.ExecuteRequest;
import org.zknode.proto.executor.v1.ExecuteResponse;
import org.zknode.proto.executor.v1.Executed;
import org.zknode.proto.executor.v1.ExecutedBlock;
import org.zknode.proto.executor.v1.ExecutorGrpc;
import org.zknode.proto.health.v1.HealthCheckRequest;
import org.zknode.proto.health.v1.HealthCheckResponse;
import org.zknode.proto.health.v1.HealthGrpc;

/** Has another executor do the work, and changes the last block's hash and state root. */
final class LyingExecutor implements AutoCloseable {
  private static final Bytes32 LIE = Bytes32.repeat((byte) 0x5e);

  private final ManagedChannel honest;
  private final Server server;
  private final AtomicInteger lies = new AtomicInteger();

  LyingExecutor(final int port, final int honestPort) throws IOException {
    honest = NettyChannelBuilder.forAddress("127.0.0.1", honestPort).usePlaintext().build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .addService(new Lying())
            .addService(new Healthy())
            .build()
            .start();
  }

  int lies() {
    return lies.get();
  }

  /** The state root that it gives. */
  String lie() {
    return LIE.toHexString();
  }

  @Override
  public void close() {
    server.shutdownNow();
    honest.shutdownNow();
  }

  private final class Lying extends ExecutorGrpc.ExecutorImplBase {
    @Override
    public StreamObserver<ExecuteRequest> execute(final StreamObserver<ExecuteResponse> answer) {
      return ExecutorGrpc.newStub(honest)
          .execute(
              new StreamObserver<>() {
                @Override
                public void onNext(final ExecuteResponse response) {
                  answer.onNext(changed(response));
                }

                @Override
                public void onError(final Throwable failure) {
                  answer.onError(failure);
                }

                @Override
                public void onCompleted() {
                  answer.onCompleted();
                }
              });
    }

    private ExecuteResponse changed(final ExecuteResponse response) {
      lies.incrementAndGet();
      final Executed executed = response.getExecuted();
      final int last = executed.getBlocksCount() - 1;
      final ByteString lie = ByteString.copyFrom(LIE.toArrayUnsafe());
      final ExecutedBlock block =
          executed.getBlocks(last).toBuilder().setHash(lie).setStateRoot(lie).build();
      return response.toBuilder().setExecuted(executed.toBuilder().setBlocks(last, block)).build();
    }
  }

  private static final class Healthy extends HealthGrpc.HealthImplBase {
    @Override
    public void check(
        final HealthCheckRequest request, final StreamObserver<HealthCheckResponse> answer) {
      answer.onNext(
          HealthCheckResponse.newBuilder()
              .setStatus(HealthCheckResponse.ServingStatus.SERVING)
              .build());
      answer.onCompleted();
    }
  }
}
