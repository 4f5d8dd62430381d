/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.polygon.executor.v1.ExecutorError;
import org.zknode.proto.polygon.executor.v1.ExecutorServiceGrpc;
import org.zknode.proto.polygon.executor.v1.GetFlushStatusResponse;
import org.zknode.proto.polygon.executor.v1.ProcessBatchRequest;
import org.zknode.proto.polygon.executor.v1.ProcessBatchRequestV2;
import org.zknode.proto.polygon.executor.v1.ProcessBatchResponse;
import org.zknode.proto.polygon.executor.v1.ProcessBatchResponseV2;
import org.zknode.proto.polygon.executor.v1.ProcessBlockResponseV2;
import org.zknode.proto.polygon.executor.v1.ProcessStatelessBatchRequestV2;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.executor.PolygonBatch.InvalidException;
import org.zknode.rollup.witness.StatelessExecution.Outcome;
import org.zknode.rollup.witness.StatelessExecution.Scope;
import org.zknode.rollup.witness.WitnessException;
import org.zknode.rollup.witness.WitnessException.Fault;

/** The calls of Polygon's executor that have a meaning here; the others are refused by name. */
final class PolygonService extends ExecutorServiceGrpc.ExecutorServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(PolygonService.class);

  /** The fork whose batch encoding this is. */
  private static final long FORK = 8;

  private final String id = UUID.randomUUID().toString();
  private final long chainId;
  private final Executions executions;

  PolygonService(final long chainId, final Executions executions) {
    this.chainId = chainId;
    this.executions = executions;
  }

  @Override
  public void processBatch(
      final ProcessBatchRequest request, final StreamObserver<ProcessBatchResponse> answer) {
    refuse(answer, "ProcessBatch is of forks before 7, which this executor does not have");
  }

  @Override
  public void processStatelessBatchV2(
      final ProcessStatelessBatchRequestV2 request,
      final StreamObserver<ProcessBatchResponseV2> answer) {
    refuse(
        answer,
        "ProcessStatelessBatchV2 takes a witness of a sparse Merkle tree, and this chain's state"
            + " is a Merkle Patricia trie: ProcessBatchV2 takes its nodes as db, and"
            + " zknode.executor.v1 an execution witness");
  }

  @Override
  public void getFlushStatus(
      final Empty request, final StreamObserver<GetFlushStatusResponse> answer) {
    answer.onNext(GetFlushStatusResponse.newBuilder().setProverId(id).build());
    answer.onCompleted();
  }

  @Override
  public void processBatchV2(
      final ProcessBatchRequestV2 request, final StreamObserver<ProcessBatchResponseV2> answer) {
    final Optional<String> meaningless = meaningless(request);
    if (meaningless.isPresent()) {
      refuse(answer, meaningless.get());
      return;
    }
    if (!executions.enter()) {
      fail(
          answer,
          Status.RESOURCE_EXHAUSTED.withDescription(
              "busy: %d executions are running".formatted(executions.limits().executions())));
      return;
    }
    try {
      executions.run(
          () -> {
            try {
              executed(request, answer);
            } finally {
              executions.leave();
            }
          });
    } catch (final RejectedExecutionException e) {
      executions.leave();
      fail(answer, Status.UNAVAILABLE.withDescription("this executor stops").withCause(e));
    }
  }

  private static Optional<String> meaningless(final ProcessBatchRequestV2 request) {
    if (request.hasTraceConfig()) {
      return Optional.of("trace_config: this executor makes no traces; nodes have debug_*");
    }
    if (request.getStateOverrideCount() > 0) {
      return Optional.of("state_override: this executor has no state to override");
    }
    if (!request.getFrom().isEmpty()) {
      return Optional.of("from: this executor makes no calls that nobody signed");
    }
    if (request.getGetKeys() != 0) {
      return Optional.of("get_keys: the keys are those of another kind of tree");
    }
    return request.hasDebug()
        ? Optional.of("debug: this executor gives no results that it did not compute")
        : Optional.empty();
  }

  private void executed(
      final ProcessBatchRequestV2 request, final StreamObserver<ProcessBatchResponseV2> answer) {
    try {
      answer.onNext(response(request));
      answer.onCompleted();
      executions.answered();
    } catch (final EngineException e) {
      fail(answer, Status.DEADLINE_EXCEEDED.withDescription(e.getMessage()));
    } catch (final RuntimeException | Error e) {
      LOG.error("an execution failed", e);
      fail(answer, Status.INTERNAL.withDescription("the execution failed: " + e));
    }
  }

  private ProcessBatchResponseV2 response(final ProcessBatchRequestV2 request) {
    if (request.getChainId() != chainId) {
      return error(ExecutorError.EXECUTOR_ERROR_INVALID_CHAIN_ID);
    }
    if (request.getForkId() != FORK) {
      return error(ExecutorError.EXECUTOR_ERROR_UNSUPPORTED_FORK_ID);
    }
    try {
      final PolygonBatch.Parts parts = PolygonBatch.of(request);
      return response(
          request,
          parts,
          executions
              .execution()
              .execute(
                  parts.inputs(), parts.witness(), Scope.BATCH, executions.limits().longest()));
    } catch (final InvalidException e) {
      return error(e.error());
    } catch (final WitnessException e) {
      LOG.debug("a batch's db is not what it needs", e);
      return error(
          e.fault() == Fault.MISSING || e.fault() == Fault.CHANGED
              ? ExecutorError.EXECUTOR_ERROR_DB_KEY_NOT_FOUND
              : ExecutorError.EXECUTOR_ERROR_INVALID_WITNESS);
    }
  }

  private ProcessBatchResponseV2 error(final ExecutorError error) {
    return ProcessBatchResponseV2.newBuilder().setError(error).setProverId(id).build();
  }

  private ProcessBatchResponseV2 response(
      final ProcessBatchRequestV2 request, final PolygonBatch.Parts parts, final Outcome outcome) {
    final ProcessBatchResponseV2.Builder response =
        ProcessBatchResponseV2.newBuilder()
            .setNewStateRoot(bytes(outcome.stateRoot()))
            .setNewLocalExitRoot(bytes(outcome.localExitRoot()))
            .setNewBatchNum(request.getOldBatchNum() + 1)
            .setCntKeccakHashes(counter(outcome.used().keccakHashes()))
            .setCntMemAligns(counter(outcome.used().memoryAccesses()))
            .setCntArithmetics(counter(outcome.used().arithmetics()))
            .setCntBinaries(counter(outcome.used().binaries()))
            .setCntSteps(counter(outcome.used().steps()))
            .setCntSha256Hashes(counter(outcome.used().sha256Hashes()))
            .setError(ExecutorError.EXECUTOR_ERROR_NO_ERROR)
            .setProverId(id)
            .setGasUsed(outcome.gasUsed())
            .setForkId(request.getForkId());
    for (int i = 0; i < outcome.blocks().size(); i++) {
      response.addBlockResponses(block(parts.inputs().get(i), outcome.blocks().get(i)));
    }
    return response.build();
  }

  private static ProcessBlockResponseV2 block(final BlockInput input, final BlockResult result) {
    final L2Block block = result.block();
    return ProcessBlockResponseV2.newBuilder()
        .setParentHash(bytes(block.parentHash()))
        .setCoinbase(input.attributes().coinbase().toString())
        .setGasLimit(block.gasLimit())
        .setBlockNumber(block.number())
        .setTimestamp(block.timestamp())
        .setGasUsed(block.gasUsed())
        .setBlockHash(bytes(block.hash()))
        .build();
  }

  private static int counter(final long amount) {
    return (int) Math.min(Integer.MAX_VALUE, amount);
  }

  private static ByteString bytes(final Bytes bytes) {
    return ByteString.copyFrom(bytes.toArrayUnsafe());
  }

  private static void refuse(final StreamObserver<?> answer, final String why) {
    fail(answer, Status.UNIMPLEMENTED.withDescription(why));
  }

  private static void fail(final StreamObserver<?> answer, final Status status) {
    answer.onError(status.asRuntimeException());
  }
}
