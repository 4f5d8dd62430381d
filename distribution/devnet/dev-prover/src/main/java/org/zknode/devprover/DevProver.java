/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.aggregator.v1.AggregatorServiceGrpc;
import org.zknode.rollup.service.BackOff;

/**
 * A prover for development: it speaks the aggregator's protocol, checks what it is sent, and makes
 * proofs that only the dev verifier contract accepts. It may execute every batch itself; its proofs
 * show that to nobody, and must never guard value.
 */
public final class DevProver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DevProver.class);

  /** Bytes of one message; as the aggregator's limit. */
  private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  /** A silent aggregator is probed this often. */
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(20);

  private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

  /** Before it connects again. */
  static final BackOff PAUSES = BackOff.doubling(Duration.ofMillis(250), Duration.ofSeconds(10));

  /** A stream that lived this long makes the next pause short again. */
  private static final Duration STABLE = Duration.ofSeconds(10);

  /** Another try would be refused too: wrong fork, or no or the wrong token. */
  private static final Set<Status.Code> REFUSALS =
      Set.of(
          Status.Code.FAILED_PRECONDITION,
          Status.Code.UNAUTHENTICATED,
          Status.Code.PERMISSION_DENIED);

  /** How a run ended. */
  public enum End {
    /** {@link #close} was called. */
    CLOSED,
    /** The aggregator does not want this prover; the reason is in the log and in refusal(). */
    REFUSED,
    /** Fault injection. */
    DIED
  }

  private final DevProverConfig config;
  private final String proverId = UUID.randomUUID().toString();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final DevProofTasks tasks;
  private volatile String refusal = "";
  private volatile String problem = "";

  DevProver(final DevProverConfig config) {
    this.config = config;
    this.tasks = new DevProofTasks(config, this::die);
  }

  /**
   * Serves the aggregator, connecting again whenever the connection is lost, until it is over.
   *
   * @throws IllegalArgumentException a TLS or token file cannot be used; the message names it
   */
  public End run() throws InterruptedException {
    final Optional<CallCredentials> credentials = config.security().call();
    final ManagedChannel channel =
        NettyChannelBuilder.forAddress(config.host(), config.port(), config.security().channel())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(KEEP_ALIVE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveWithoutCalls(true)
            .build();
    try {
      int failures = 0;
      while (!end.isDone()) {
        final long begin = System.nanoTime();
        final Status status = serve(channel, credentials);
        if (end.isDone()) {
          break;
        }
        if (REFUSALS.contains(status.getCode())) {
          refusal = status.getDescription();
          LOG.error("The aggregator refuses this prover: {}", refusal);
          end.complete(End.REFUSED);
          break;
        }
        if (System.nanoTime() - begin > STABLE.toNanos()) {
          failures = 0;
        }
        failures++;
        final Duration pause = PAUSES.after(failures);
        problem = reason(status);
        LOG.info(
            "No connection to the aggregator at {}:{}: {}; next try in {}",
            config.host(),
            config.port(),
            problem,
            pause);
        closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        channel.resetConnectBackoff();
      }
      return end.join();
    } finally {
      tasks.current().ifPresent(tasks::cancel);
      channel.shutdownNow();
      channel.awaitTermination(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Code, text and what is behind it: of a failed TLS handshake only the cause says why. */
  private static String reason(final Status status) {
    Throwable root = status.getCause();
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return "%s %s%s"
        .formatted(
            status.getCode(),
            status.getDescription(),
            root == null || root.getMessage() == null ? "" : " (" + root.getMessage() + ")");
  }

  /** Why the last connection was lost or did not come about; empty at first. */
  public String problem() {
    return problem;
  }

  /** Why the aggregator refused; empty when it did not. */
  public String refusal() {
    return refusal;
  }

  /** Ends {@link #run}; no effect when it has ended. */
  @Override
  public void close() {
    end.complete(End.CLOSED);
    closed.countDown();
  }

  private void die() {
    end.complete(End.DIED);
    closed.countDown();
  }

  /** One stream; returns how it ended. */
  private Status serve(final ManagedChannel channel, final Optional<CallCredentials> credentials) {
    final DevProverStream stream = new DevProverStream(config, proverId, tasks);
    synchronized (stream) {
      // The first question must not be read before it is known where the answers go.
      final var stub = AggregatorServiceGrpc.newStub(channel);
      stream.answerTo(credentials.map(stub::withCallCredentials).orElse(stub).channel(stream));
    }
    return CompletableFuture.anyOf(stream.ended(), end)
        .thenApply(ignored -> stream.ended().getNow(Status.CANCELLED))
        .join();
  }
}
