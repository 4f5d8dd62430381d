/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.executor.v1.ExecuteRequest;
import org.zknode.proto.executor.v1.ExecuteResponse;
import org.zknode.proto.executor.v1.Start;
import org.zknode.rlp.RlpException;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.witness.StatelessExecution.Scope;
import org.zknode.rollup.witness.WitnessException;
import org.zknode.rollup.witness.WitnessException.Fault;

/**
 * One execution from its upload to its answer. Messages come one after another; the place is held
 * from the start until the end, whichever comes first: the answer, the client that goes away, the
 * time.
 */
final class ExecuteCall implements StreamObserver<ExecuteRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(ExecuteCall.class);

  private final ServerCallStreamObserver<ExecuteResponse> call;
  private final long chainId;
  private final Executions executions;
  private final long began = System.nanoTime();
  private final Future<?> timeout;
  private boolean ended;
  private boolean placed;
  private boolean executing;
  private List<BlockInput> inputs = List.of();
  private Scope scope = Scope.BLOCKS;
  private long announced;

  /** Takes the room of what has arrived, not of what was announced. */
  private ByteString witness = ByteString.EMPTY;

  ExecuteCall(
      final ServerCallStreamObserver<ExecuteResponse> call,
      final long chainId,
      final Executions executions) {
    this.call = call;
    this.chainId = chainId;
    this.executions = executions;
    this.timeout = executions.whenOver(this::timeIsOver);
  }

  @Override
  public void onNext(final ExecuteRequest request) {
    if (isOver()) {
      return;
    }
    try {
      switch (request.getPartCase()) {
        case START -> start(request.getStart());
        case WITNESS -> piece(request.getWitness());
        case PART_NOT_SET -> throw new IllegalArgumentException("a message without content");
      }
      call.request(1);
    } catch (final IllegalArgumentException e) {
      fail(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    }
  }

  private void start(final Start start) {
    if (!inputs.isEmpty()) {
      throw new IllegalArgumentException("a second start");
    }
    if (start.getChainId() != chainId) {
      fail(
          Status.FAILED_PRECONDITION.withDescription(
              "this executor is of chain %d, not %d".formatted(chainId, start.getChainId())));
      return;
    }
    requireWithinLimits(start);
    scope = ExecutorMessages.scope(start);
    inputs = ExecutorMessages.inputs(start);
    if (!executions.enter()) {
      fail(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "busy: %d executions are running".formatted(executions.limits().executions())));
      return;
    }
    if (keepPlace()) {
      announced = start.getWitnessBytes();
    }
  }

  private void requireWithinLimits(final Start start) {
    require(start.getBlocksCount() > 0, "no blocks");
    require(
        start.getBlocksCount() <= ExecutorLimits.MAX_BLOCKS,
        "more than %d blocks".formatted(ExecutorLimits.MAX_BLOCKS));
    require(
        start.getWitnessBytes() >= 0 && start.getWitnessBytes() <= ExecutorLimits.MAX_WITNESS_BYTES,
        "a witness of more than %d bytes".formatted(ExecutorLimits.MAX_WITNESS_BYTES));
    final long most = executions.limits().blockGas();
    require(
        start.getBlocksList().stream()
            .allMatch(block -> block.getGasLimit() >= 0 && block.getGasLimit() <= most),
        "a block with a gas limit of more than %d".formatted(most));
  }

  private static void require(final boolean condition, final String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private void piece(final ByteString piece) {
    require(!inputs.isEmpty(), "the witness comes before the start");
    require(
        piece.size() <= announced - witness.size(),
        "more witness than the %d bytes that were announced".formatted(announced));
    witness = witness.concat(piece);
  }

  @Override
  public void onCompleted() {
    if (isOver()) {
      return;
    }
    if (inputs.isEmpty() || witness.size() < announced) {
      fail(
          Status.INVALID_ARGUMENT.withDescription(
              "the upload ended after %d of %d bytes".formatted(witness.size(), announced)));
      return;
    }
    final Duration left = timeLeft();
    if (!beginExecution()) {
      return;
    }
    try {
      executions.run(() -> execute(left));
    } catch (final RejectedExecutionException e) {
      executed();
      fail(Status.UNAVAILABLE.withDescription("this executor stops").withCause(e));
    }
  }

  private Duration timeLeft() {
    final Duration own =
        executions.limits().longest().minus(Duration.ofNanos(System.nanoTime() - began));
    final Deadline theirs = Context.current().getDeadline();
    if (theirs == null) {
      return own;
    }
    final Duration left = Duration.ofNanos(theirs.timeRemaining(TimeUnit.NANOSECONDS));
    return left.compareTo(own) < 0 ? left : own;
  }

  private void execute(final Duration longest) {
    try {
      final ExecutionWitness parts = ExecutionWitness.decode(Bytes.wrap(witness.toByteArray()));
      answer(
          ExecutorMessages.response(executions.execution().execute(inputs, parts, scope, longest)));
    } catch (final RlpException e) {
      answer(
          ExecutorMessages.response(
              new WitnessException(
                  Fault.MALFORMED, "the witness is no witness: " + e.getMessage())));
    } catch (final WitnessException e) {
      answer(ExecutorMessages.response(e));
    } catch (final EngineException e) {
      fail(Status.DEADLINE_EXCEEDED.withDescription(e.getMessage()));
    } catch (final RuntimeException | Error e) {
      // One input's problem: the next one may be executed all the same.
      LOG.error("an execution failed", e);
      fail(Status.INTERNAL.withDescription("the execution failed: " + e));
    } finally {
      executed();
    }
  }

  private void answer(final ExecuteResponse response) {
    if (end()) {
      executions.answered();
      call.onNext(response);
      call.onCompleted();
    }
  }

  private void fail(final Status status) {
    if (end()) {
      call.onError(status.asRuntimeException());
    }
  }

  private void timeIsOver() {
    fail(
        Status.DEADLINE_EXCEEDED.withDescription(
            "an execution and its upload take %s at the most"
                .formatted(executions.limits().longest())));
  }

  /** The client has gone. */
  void cancelled() {
    end();
  }

  @Override
  public void onError(final Throwable failure) {
    end();
  }

  private synchronized boolean isOver() {
    return ended;
  }

  /** The place that was entered is this call's, unless the call is over meanwhile. */
  private synchronized boolean keepPlace() {
    placed = true;
    if (ended) {
      leave();
    }
    return placed;
  }

  private synchronized boolean beginExecution() {
    executing = !ended;
    return executing;
  }

  /** While it is executed its place is not free, even when nobody waits for the answer. */
  private synchronized void executed() {
    executing = false;
    leave();
  }

  /** True the first time. */
  private synchronized boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    timeout.cancel(false);
    if (!executing) {
      leave();
    }
    return true;
  }

  private void leave() {
    if (placed) {
      placed = false;
      executions.leave();
    }
  }
}
