/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.proto.executor.v1.ExecuteRequest;
import org.zknode.proto.executor.v1.ExecuteResponse;
import org.zknode.proto.executor.v1.ExecutorGrpc;
import org.zknode.proto.executor.v1.GetInfoRequest;
import org.zknode.proto.executor.v1.GetInfoResponse;
import org.zknode.proto.executor.v1.Start;
import org.zknode.proto.health.v1.HealthCheckRequest;
import org.zknode.proto.health.v1.HealthCheckResponse.ServingStatus;
import org.zknode.proto.health.v1.HealthGrpc;
import org.zknode.rollup.witness.Executors.Question;

/** What strangers send to an executor. */
class ExecutorServerTest {
  private static final Question QUESTION = TestExecutor.question(2, 100);
  private static final byte[] WITNESS = QUESTION.witness().encode().toArray();
  private static final Start START =
      ExecutorMessages.start(TestExecutor.CHAIN, QUESTION, WITNESS.length);

  private TestExecutor executor;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    executor = TestExecutor.of(TestExecutor.honest());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", executor.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    executor.close();
  }

  private static ExecuteRequest start(final Start start) {
    return ExecuteRequest.newBuilder().setStart(start).build();
  }

  private static ExecuteRequest witness(final byte[] bytes) {
    return ExecuteRequest.newBuilder().setWitness(ByteString.copyFrom(bytes)).build();
  }

  /** The status with which a call ends that has these messages, or OK. */
  private Status status(final ExecuteRequest... messages) throws Exception {
    final CompletableFuture<Status> ended = new CompletableFuture<>();
    final StreamObserver<ExecuteRequest> call =
        ExecutorGrpc.newStub(channel)
            .execute(
                new StreamObserver<>() {
                  @Override
                  public void onNext(final ExecuteResponse response) {}

                  @Override
                  public void onError(final Throwable failure) {
                    ended.complete(Status.fromThrowable(failure));
                  }

                  @Override
                  public void onCompleted() {
                    ended.complete(Status.OK);
                  }
                });
    for (final ExecuteRequest message : messages) {
      call.onNext(message);
    }
    call.onCompleted();
    return ended.get(20, TimeUnit.SECONDS);
  }

  private void assertRefused(final String why, final ExecuteRequest... messages) throws Exception {
    final Status status = status(messages);
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(why);
    assertIdle();
  }

  private void assertIdle() {
    org.awaitility.Awaitility.await()
        .until(() -> info().getExecutions() == 0 && info().getMaxExecutions() == 2);
  }

  private GetInfoResponse info() {
    return ExecutorGrpc.newBlockingStub(channel).getInfo(GetInfoRequest.getDefaultInstance());
  }

  @Test
  void whatIsNotAnExecutionIsRefusedAndHoldsNoPlace() throws Exception {
    assertRefused("ended after 0 of 0 bytes");
    assertRefused("the witness comes before the start", witness(WITNESS));
    assertRefused("a message without content", ExecuteRequest.getDefaultInstance());
    assertRefused("a second start", start(START), start(START));
    assertRefused("ended after 0 of " + WITNESS.length, start(START));
    assertRefused(
        "more witness than the %d bytes".formatted(WITNESS.length),
        start(START),
        witness(WITNESS),
        witness(new byte[1]));
    assertRefused("no blocks", start(START.toBuilder().clearBlocks().build()));
    assertRefused(
        "a witness of more than",
        start(START.toBuilder().setWitnessBytes(ExecutorLimits.MAX_WITNESS_BYTES + 1).build()));
    assertRefused("a witness of more than", start(START.toBuilder().setWitnessBytes(-1).build()));
    assertRefused(
        "gas limit of more than",
        start(
            START.toBuilder()
                .setBlocks(0, START.getBlocks(0).toBuilder().setGasLimit(1L << 40))
                .build()));
    assertRefused("the scope is not given", start(START.toBuilder().clearScope().build()));
    assertRefused(
        "not consecutive",
        start(
            START.toBuilder().setBlocks(1, START.getBlocks(1).toBuilder().setNumber(99)).build()));
    assertRefused(
        "parent_hash has 0 bytes",
        start(
            START.toBuilder()
                .setBlocks(0, START.getBlocks(0).toBuilder().clearParentHash())
                .build()));
    assertRefused(
        "coinbase has 1 bytes",
        start(
            START.toBuilder()
                .setBlocks(
                    0, START.getBlocks(0).toBuilder().setCoinbase(ByteString.copyFrom(new byte[1])))
                .build()));
    assertThat(status(start(START), witness(WITNESS))).isEqualTo(Status.OK);
  }

  @Test
  void clientsThatGoAwayHoldNoPlace() {
    final List<StreamObserver<ExecuteRequest>> calls = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      calls.add(ExecutorGrpc.newStub(channel).execute(new Ignoring()));
      calls.getLast().onNext(start(START));
    }
    org.awaitility.Awaitility.await().until(() -> info().getExecutions() == 2);
    calls.forEach(call -> call.onError(Status.CANCELLED.asException()));
    assertIdle();
  }

  private static final class Ignoring implements StreamObserver<ExecuteResponse> {
    @Override
    public void onNext(final ExecuteResponse response) {}

    @Override
    public void onError(final Throwable failure) {}

    @Override
    public void onCompleted() {}
  }

  @Test
  void changedMessagesGetAnAnswer() throws Exception {
    final Random random = new Random(14);
    final byte[] message = start(START).toByteArray();
    for (int i = 0; i < 300; i++) {
      final byte[] changed = message.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      final ExecuteRequest request;
      try {
        request = ExecuteRequest.parseFrom(changed);
      } catch (final com.google.protobuf.InvalidProtocolBufferException e) {
        continue;
      }
      assertThat(status(request, witness(WITNESS)).getCode())
          .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.FAILED_PRECONDITION);
    }
    assertIdle();
  }

  @Test
  void itsHealthIsToldAsClientsKnowIt() {
    final HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(
            health.check(HealthCheckRequest.newBuilder().setService("other").build()).getStatus())
        .isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    assertThat(info().getChainId()).isEqualTo(TestExecutor.CHAIN);
  }
}
