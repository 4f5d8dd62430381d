/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.zknode.proto.executor.v1.ExecuteRequest;
import org.zknode.proto.executor.v1.ExecuteResponse;
import org.zknode.proto.executor.v1.ExecutorGrpc;
import org.zknode.proto.executor.v1.Start;
import org.zknode.proto.health.v1.HealthCheckRequest;
import org.zknode.proto.health.v1.HealthCheckResponse.ServingStatus;
import org.zknode.proto.health.v1.HealthGrpc;
import org.zknode.rollup.executor.ExecutorException.Kind;
import org.zknode.rollup.grpc.ClientAccess;
import org.zknode.rollup.witness.Executors.Answer;
import org.zknode.rollup.witness.Executors.Question;

/** The connection to one executor; it is made when it is needed, and again when it is lost. */
final class ExecutorClient implements AutoCloseable {
  /** An executor that does not answer by then is not well. */
  static final Duration HEALTH_DEADLINE = Duration.ofSeconds(2);

  /** Bytes of the witness in one message. */
  static final int PIECE_BYTES = 512 << 10;

  private final String name;
  private final ManagedChannel channel;
  private final Optional<CallCredentials> token;

  /**
   * @param callbacks where answers are taken
   * @throws IllegalArgumentException a file cannot be used; the message names it
   */
  ExecutorClient(
      final ExecutorAddress address, final ClientAccess access, final Executor callbacks) {
    this.name = address.toString();
    this.token = access.call();
    this.channel =
        NettyChannelBuilder.forAddress(address.host(), address.port(), credentials(address, access))
            .executor(callbacks)
            .maxInboundMessageSize(ExecutorLimits.MAX_MESSAGE_BYTES)
            .build();
  }

  private static ChannelCredentials credentials(
      final ExecutorAddress address, final ClientAccess access) {
    if (!address.tls()) {
      return InsecureChannelCredentials.create();
    }
    return access.serverCaFile().isPresent() ? access.channel() : TlsChannelCredentials.create();
  }

  String name() {
    return name;
  }

  /**
   * @throws ExecutorException it is not well, or not reached
   */
  void requireHealthy() throws ExecutorException {
    try {
      HealthGrpc.HealthBlockingStub stub = HealthGrpc.newBlockingStub(channel);
      if (token.isPresent()) {
        stub = stub.withCallCredentials(token.get());
      }
      final ServingStatus status =
          stub.withDeadlineAfter(HEALTH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
              .check(HealthCheckRequest.newBuilder().setService(ExecutorGrpc.SERVICE_NAME).build())
              .getStatus();
      if (status != ServingStatus.SERVING) {
        throw new ExecutorException("%s is %s".formatted(name, status), Kind.EXECUTOR, null);
      }
    } catch (final StatusRuntimeException e) {
      throw failed(e);
    }
  }

  /**
   * Waits for the answer.
   *
   * @throws ExecutorException there is none
   */
  Answer execute(
      final long chainId, final Question question, final byte[] witness, final Duration deadline)
      throws ExecutorException, InterruptedException {
    final CompletableFuture<ExecuteResponse> answer = new CompletableFuture<>();
    final Start start = ExecutorMessages.start(chainId, question, witness.length);
    ExecutorGrpc.ExecutorStub stub =
        ExecutorGrpc.newStub(channel).withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    if (token.isPresent()) {
      stub = stub.withCallCredentials(token.get());
    }
    final WitnessUpload upload = new WitnessUpload(start, witness, answer);
    stub.execute(upload);
    try {
      return ExecutorMessages.answer(answer.get(), question);
    } catch (final ExecutionException e) {
      throw failed(e.getCause());
    } catch (final IllegalArgumentException e) {
      throw new ExecutorException(
          "%s gives no answer to the question: %s".formatted(name, e.getMessage()),
          Kind.EXECUTOR,
          e);
    } finally {
      upload.giveUp();
    }
  }

  static ExecuteRequest piece(final byte[] witness, final int from) {
    return ExecuteRequest.newBuilder()
        .setWitness(
            UnsafeByteOperations.unsafeWrap(
                witness, from, Math.min(PIECE_BYTES, witness.length - from)))
        .build();
  }

  private ExecutorException failed(final Throwable failure) {
    final Status status = Status.fromThrowable(failure);
    final Kind kind =
        switch (status.getCode()) {
          case RESOURCE_EXHAUSTED -> Kind.BUSY;
          case INVALID_ARGUMENT, FAILED_PRECONDITION -> Kind.QUESTION;
          default -> Kind.EXECUTOR;
        };
    return new ExecutorException(
        "%s: %s%s"
            .formatted(
                name,
                status.getCode(),
                status.getDescription() == null ? "" : ", " + status.getDescription()),
        kind,
        failure);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
