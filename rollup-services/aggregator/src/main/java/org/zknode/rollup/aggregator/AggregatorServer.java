/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.proto.aggregator.v1.AggregatorMessage;
import org.zknode.proto.aggregator.v1.AggregatorServiceGrpc;
import org.zknode.proto.aggregator.v1.ProverMessage;
import org.zknode.rollup.grpc.BearerToken;

/**
 * The gRPC server that provers connect to (docs/spec/provers.md, "Conversation"). Each stream is
 * served by one virtual thread, for as long as the prover stays.
 */
final class AggregatorServer {
  private static final Logger LOG = LoggerFactory.getLogger(AggregatorServer.class);

  /** Provers at a time; each costs a thread, a stream and at most one buffered message. */
  static final int MAX_PROVERS = 256;

  /** Bytes of one message; recursive proofs of real provers are some megabytes. */
  static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  /** Streams on one connection; a prover opens one and, after a failure, its successor. */
  static final int MAX_STREAMS_PER_CONNECTION = 4;

  /** A silent connection is probed this often, so that a dead prover's lease is freed soon. */
  static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(20);

  static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

  /** Provers that ping more often than this are cut off. */
  static final Duration MIN_CLIENT_PING_INTERVAL = Duration.ofSeconds(5);

  /** A connection that has not finished its handshake by then is dropped. */
  static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** How long a stop waits for streams to end before it cuts them. */
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private static final Context.Key<String> REMOTE = Context.key("remote");

  private final String host;
  private final int port;
  private final Duration answerDeadline;
  private final Consumer<ProverChannel> worker;
  private final Security security;
  private final Set<ProverChannel> channels = ConcurrentHashMap.newKeySet();
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("aggregator-grpc-", 0).factory());
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("prover-", 0).factory());
  private Server server;

  /**
   * @param credentials of the server
   * @param token asked of every call
   */
  record Security(ServerCredentials credentials, Optional<BearerToken> token) {}

  /**
   * @param answerDeadline longest wait for one answer of a prover
   * @param worker serves one prover, on its own thread; returns when it is done with it; must not
   *     throw
   * @param security who may connect
   */
  AggregatorServer(
      final String host,
      final int port,
      final Duration answerDeadline,
      final Consumer<ProverChannel> worker,
      final Security security) {
    this.host = host;
    this.port = port;
    this.answerDeadline = answerDeadline;
    this.worker = worker;
    this.security = security;
  }

  /**
   * @throws UncheckedIOException the address cannot be bound; its message names it
   */
  void start() {
    final NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port), security.credentials())
            .executor(calls)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(BearerToken.MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_STREAMS_PER_CONNECTION)
            .handshakeTimeout(HANDSHAKE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(KEEP_ALIVE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(MIN_CLIENT_PING_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new RemoteAddress())
            .addService(new ChannelService());
    // The one added last is asked first.
    security.token().ifPresent(builder::intercept);
    server = builder.build();
    try {
      server.start();
    } catch (final IOException e) {
      throw new UncheckedIOException(
          "the aggregator cannot listen for provers on %s:%d: %s"
              .formatted(host, port, rootMessage(e)),
          e);
    }
    LOG.info("Aggregator listens for provers on {}:{}", host, server.getPort());
  }

  /** The bound port. */
  int port() {
    return server.getPort();
  }

  int connected() {
    return channels.size();
  }

  /** There may be work for provers that have none. */
  void wakeUp() {
    channels.forEach(ProverChannel::wakeUp);
  }

  /** Cuts all provers off and waits until their workers are done. */
  void stop() {
    channels.forEach(
        channel -> channel.close(Status.UNAVAILABLE.withDescription("the aggregator stops")));
    if (server != null) {
      server.shutdown();
    }
    workers.shutdownNow();
    try {
      if (server != null
          && !server.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
      if (!workers.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Workers of provers are still busy {} after the stop", STOP_TIMEOUT);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      calls.shutdown();
    }
  }

  private void serve(final ProverChannel channel) {
    try {
      worker.accept(channel);
    } finally {
      channel.close(Status.UNAVAILABLE.withDescription("the aggregator is done with this prover"));
      channels.remove(channel);
    }
  }

  private static String rootMessage(final Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private final class ChannelService extends AggregatorServiceGrpc.AggregatorServiceImplBase {
    @Override
    public StreamObserver<ProverMessage> channel(final StreamObserver<AggregatorMessage> observer) {
      final ServerCallStreamObserver<AggregatorMessage> out =
          (ServerCallStreamObserver<AggregatorMessage>) observer;
      out.disableAutoRequest();
      final ProverChannel channel = new ProverChannel(out, REMOTE.get(), answerDeadline);
      out.setOnCancelHandler(
          () -> channel.onError(Status.CANCELLED.withDescription("cancelled").asException()));
      if (channels.size() >= MAX_PROVERS) {
        channel.close(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "this aggregator already serves %d provers".formatted(MAX_PROVERS)));
        return channel;
      }
      channels.add(channel);
      workers.execute(() -> serve(channel));
      return channel;
    }
  }

  /** Makes the peer's address known to the service. */
  private static final class RemoteAddress implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        final ServerCall<Q, A> call, final Metadata headers, final ServerCallHandler<Q, A> next) {
      final SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      final String text = address == null ? "unknown" : address.toString().replaceFirst("^/", "");
      return Contexts.interceptCall(Context.current().withValue(REMOTE, text), call, headers, next);
    }
  }
}
