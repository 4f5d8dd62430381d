/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.proto.aggregator.v1.AggregatorMessage;
import org.zknode.proto.aggregator.v1.AggregatorServiceGrpc;
import org.zknode.proto.aggregator.v1.CancelResponse;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.GenAggregatedProofResponse;
import org.zknode.proto.aggregator.v1.GenBatchProofResponse;
import org.zknode.proto.aggregator.v1.GenFinalProofResponse;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.ProverMessage;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.proto.aggregator.v1.PublicInputsExtended;
import org.zknode.proto.aggregator.v1.Result;

/** A prover over real gRPC whose proofs are texts like {@code 1-2}; misbehaves on demand. */
final class TestProver implements AutoCloseable, StreamObserver<AggregatorMessage> {
  /** What it does wrong; may be changed while it runs. */
  enum Manner {
    GOOD,
    NEVER_DONE,
    HOLDS_ITS_PROOF,
    DIES_AT_BATCH_PROOF,
    WRONG_FINAL_ROOT,
    /** Its batch proofs cannot be joined. */
    WRONG_BATCH,
    FAILS
  }

  private static final String BAD = "bad";

  private final TestChain chain;
  private final String name;
  private final long forkId;
  private final ManagedChannel channel;
  private final Map<String, GetProofResponse.Builder> proofs = new ConcurrentHashMap<>();
  private final AtomicLong nextId = new AtomicLong(1);
  private final AtomicReference<Manner> manner;
  private final AtomicReference<ProverMessage> held = new AtomicReference<>();
  private final AtomicReference<Status> ended = new AtomicReference<>();
  private final Queue<InputProver> inputs = new ConcurrentLinkedQueue<>();
  private final Queue<String> joins = new ConcurrentLinkedQueue<>();
  private volatile StreamObserver<ProverMessage> out;

  TestProver(
      final TestChain chain,
      final int port,
      final String name,
      final long forkId,
      final Manner manner) {
    this.chain = chain;
    this.name = name;
    this.forkId = forkId;
    this.manner = new AtomicReference<>(manner);
    this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    synchronized (this) {
      out = AggregatorServiceGrpc.newStub(channel).channel(this);
    }
  }

  void behave(final Manner next) {
    manner.set(next);
  }

  /** Inputs of the batch proofs it was asked for. */
  Queue<InputProver> inputs() {
    return inputs;
  }

  /** Pairs that it was asked to join, as {@code 1-1+2-2}. */
  Queue<String> joins() {
    return joins;
  }

  /** How its stream ended, null while it is open. */
  Status ended() {
    return ended.get();
  }

  boolean holdsAnAnswer() {
    return held.get() != null;
  }

  /** Sends the answer that it held back. */
  void letGo() {
    manner.set(Manner.NEVER_DONE);
    synchronized (this) {
      out.onNext(held.getAndSet(null));
    }
  }

  @Override
  public synchronized void onNext(final AggregatorMessage question) {
    final ProverMessage.Builder answer = ProverMessage.newBuilder();
    switch (question.getRequestCase()) {
      case GET_STATUS_REQUEST ->
          answer.setGetStatusResponse(
              GetStatusResponse.newBuilder()
                  .setStatus(GetStatusResponse.Status.STATUS_IDLE)
                  .setProverName(name)
                  .setForkId(forkId));
      case GEN_BATCH_PROOF_REQUEST -> {
        final InputProver input = question.getGenBatchProofRequest().getInput();
        inputs.add(input);
        if (manner.get() == Manner.DIES_AT_BATCH_PROOF) {
          channel.shutdownNow();
          return;
        }
        final long batch = input.getPublicInputs().getOldBatchNum() + 1;
        answer.setGenBatchProofResponse(
            GenBatchProofResponse.newBuilder()
                .setId(
                    keep(recursive(manner.get() == Manner.WRONG_BATCH ? BAD : batch + "-" + batch)))
                .setResult(Result.RESULT_OK));
      }
      case GEN_AGGREGATED_PROOF_REQUEST -> {
        final var request = question.getGenAggregatedProofRequest();
        if (request.getRecursiveProof1().equals(BAD) || request.getRecursiveProof2().equals(BAD)) {
          answer.setGenAggregatedProofResponse(
              GenAggregatedProofResponse.newBuilder()
                  .setId(keepFailed())
                  .setResult(Result.RESULT_OK));
          break;
        }
        joins.add(request.getRecursiveProof1() + "+" + request.getRecursiveProof2());
        final String union =
            request.getRecursiveProof1().split("-")[0]
                + "-"
                + request.getRecursiveProof2().split("-")[1];
        answer.setGenAggregatedProofResponse(
            GenAggregatedProofResponse.newBuilder()
                .setId(keep(recursive(union)))
                .setResult(Result.RESULT_OK));
      }
      case GEN_FINAL_PROOF_REQUEST -> {
        final var request = question.getGenFinalProofRequest();
        answer.setGenFinalProofResponse(
            GenFinalProofResponse.newBuilder()
                .setId(keep(last(request.getRecursiveProof(), request.getAggregatorAddr())))
                .setResult(Result.RESULT_OK));
      }
      case GET_PROOF_REQUEST ->
          answer.setGetProofResponse(
              switch (manner.get()) {
                case NEVER_DONE ->
                    GetProofResponse.newBuilder().setResult(GetProofResponse.Result.RESULT_PENDING);
                case FAILS ->
                    GetProofResponse.newBuilder()
                        .setResult(GetProofResponse.Result.RESULT_COMPLETED_ERROR)
                        .setResultString("no\nmemory");
                default -> proofs.get(question.getGetProofRequest().getId());
              });
      default -> answer.setCancelResponse(CancelResponse.newBuilder().setResult(Result.RESULT_OK));
    }
    if (manner.get() == Manner.HOLDS_ITS_PROOF
        && answer.getResponseCase() == ProverMessage.ResponseCase.GET_PROOF_RESPONSE) {
      held.set(answer.build());
    } else {
      out.onNext(answer.build());
    }
  }

  @Override
  public void onError(final Throwable failure) {
    ended.set(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    ended.set(Status.OK);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  static String finalProofHex(final long from, final long to) {
    return Bytes.concatenate(
            TestChain.hash("proof " + from + "-" + to), Bytes.wrap(new byte[23 * Bytes32.SIZE]))
        .toHexString();
  }

  private String keep(final GetProofResponse.Builder proof) {
    final String id = name + "-" + nextId.getAndIncrement();
    proofs.put(id, proof.setId(id).setResult(GetProofResponse.Result.RESULT_COMPLETED_OK));
    return id;
  }

  private String keepFailed() {
    final String id = name + "-" + nextId.getAndIncrement();
    proofs.put(
        id,
        GetProofResponse.newBuilder()
            .setId(id)
            .setResult(GetProofResponse.Result.RESULT_COMPLETED_ERROR)
            .setResultString("the proofs do not fit"));
    return id;
  }

  private static GetProofResponse.Builder recursive(final String text) {
    return GetProofResponse.newBuilder().setRecursiveProof(text);
  }

  private GetProofResponse.Builder last(final String range, final String aggregator) {
    final long from = Long.parseLong(range.split("-")[0]);
    final long to = Long.parseLong(range.split("-")[1]);
    final Bytes32 newRoot =
        manner.get() == Manner.WRONG_FINAL_ROOT ? TestChain.hash("wrong") : TestChain.stateRoot(to);
    return GetProofResponse.newBuilder()
        .setFinalProof(
            FinalProof.newBuilder()
                .setProof(finalProofHex(from, to))
                .setPublic(
                    PublicInputsExtended.newBuilder()
                        .setPublicInputs(
                            PublicInputs.newBuilder()
                                .setOldStateRoot(proto(TestChain.stateRoot(from - 1)))
                                .setOldAccInputHash(proto(chain.accInputHash(from - 1)))
                                .setOldBatchNum(from - 1)
                                .setChainId(TestChain.CHAIN.l2ChainId())
                                .setForkId(forkId)
                                .setAggregatorAddr(aggregator))
                        .setNewStateRoot(proto(newRoot))
                        .setNewAccInputHash(proto(chain.accInputHash(to)))
                        .setNewLocalExitRoot(proto(TestChain.exitRoot(2 * to)))
                        .setNewBatchNum(to)));
  }

  private static ByteString proto(final Bytes bytes) {
    return ByteString.copyFrom(bytes.toArrayUnsafe());
  }
}
