/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: a request, its answer, the next request. What comes while an answer is made is
 * not read; a request that is sent before the last answer has come is dropped with the connection.
 */
final class RestConnection extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = LoggerFactory.getLogger(RestConnection.class);
  private static final RestAnswer NOTHING =
      new RestAnswer(HttpResponseStatus.NO_CONTENT.code(), new byte[0], OptionalInt.empty());

  /** Query parameters that are looked at. */
  private static final int MAX_PARAMETERS = 16;

  private final RestLimits limits;
  private final RestHandler handler;
  private final Executor answering;
  private final Semaphore slots;
  private final Semaphore turns;
  private final OpenConnections connections;
  private HttpRequest request;
  private ScheduledFuture<?> deadline;
  private boolean busy;
  private boolean last;

  RestConnection(
      final RestLimits limits,
      final RestHandler handler,
      final Executor answering,
      final Semaphore slots,
      final Semaphore turns,
      final OpenConnections connections) {
    this.limits = limits;
    this.handler = handler;
    this.answering = answering;
    this.slots = slots;
    this.turns = turns;
    this.connections = connections;
  }

  @Override
  public void channelActive(final ChannelHandlerContext context) {
    if (connections.admit(context.channel())) {
      awaitRequest(context);
    } else {
      close(context.channel());
    }
  }

  @Override
  public void channelInactive(final ChannelHandlerContext context) {
    stopWaiting();
  }

  static void close(final Channel channel) {
    channel.close().addListener(ended -> LOG.trace("closed: {}", ended.isSuccess()));
  }

  private void awaitRequest(final ChannelHandlerContext context) {
    connections.waits(context.channel());
    deadline =
        context
            .executor()
            .schedule(
                () -> close(context.channel()),
                limits.requestTime().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void stopWaiting() {
    if (deadline != null && !deadline.cancel(false)) {
      LOG.trace("the request's time had ended");
    }
    deadline = null;
  }

  @Override
  protected void channelRead0(final ChannelHandlerContext context, final HttpObject message) {
    if (busy || last) {
      last = true;
      return;
    }
    if (message.decoderResult().isFailure()) {
      begin(context);
      last = true;
      refuse(context, undecodable(message.decoderResult()));
      return;
    }
    if (message instanceof HttpRequest begun) {
      request = begun;
    }
    if (message instanceof HttpContent content && content.content().isReadable()) {
      begin(context);
      last = true;
      refuse(context, new Refused(RestRefusal.BAD_REQUEST, "a request has no body here"));
    } else if (message instanceof LastHttpContent) {
      begin(context);
      answer(context);
    }
  }

  private void begin(final ChannelHandlerContext context) {
    busy = true;
    stopWaiting();
    connections.serves(context.channel());
    context.channel().config().setAutoRead(false);
  }

  private record Refused(RestRefusal refusal, String message) {}

  private Refused undecodable(final DecoderResult result) {
    if (result.cause() instanceof TooLongHttpLineException) {
      return new Refused(
          RestRefusal.LINE_TOO_LONG,
          "the request line has more than %d bytes".formatted(limits.lineBytes()));
    }
    if (result.cause() instanceof TooLongHttpHeaderException) {
      return new Refused(
          RestRefusal.HEADERS_TOO_LARGE,
          "the header fields have more than %d bytes".formatted(limits.headerBytes()));
    }
    return new Refused(RestRefusal.BAD_REQUEST, "this is not an HTTP/1.1 request");
  }

  private void refuse(final ChannelHandlerContext context, final Refused refused) {
    send(context, handler.refused(refused.refusal(), refused.message()));
  }

  private void answer(final ChannelHandlerContext context) {
    last |= !HttpUtil.isKeepAlive(request);
    if (HttpMethod.OPTIONS.equals(request.method())) {
      send(context, NOTHING);
    } else if (!HttpMethod.GET.equals(request.method())) {
      refuse(context, new Refused(RestRefusal.METHOD, "GET and OPTIONS are served"));
    } else if (!slots.tryAcquire()) {
      refuse(
          context,
          new Refused(
              RestRefusal.BUSY,
              "%d requests are being answered, ask again in a second"
                  .formatted(limits.requests())));
    } else {
      work(context, request.uri());
    }
  }

  private void work(final ChannelHandlerContext context, final String uri) {
    try {
      answering.execute(
          () -> {
            boolean given = false;
            try {
              final RestAnswer answer = inTurn(uri);
              // The answer is in memory until the client has taken it.
              context.executor().execute(() -> send(context, answer, slots::release));
              given = true;
            } finally {
              if (!given) {
                slots.release();
              }
            }
          });
    } catch (final RejectedExecutionException e) {
      LOG.debug("a request came while the server stops", e);
      slots.release();
      close(context.channel());
    }
  }

  private RestAnswer inTurn(final String uri) {
    try {
      if (!turns.tryAcquire(limits.turnTime().toMillis(), TimeUnit.MILLISECONDS)) {
        return handler.refused(
            RestRefusal.BUSY,
            "%d answers are made at a time, and for %s this one was not; ask again in a second"
                .formatted(limits.answers(), limits.turnTime()));
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return handler.refused(RestRefusal.BUSY, "the server stops");
    }
    try {
      return ask(uri);
    } finally {
      turns.release();
    }
  }

  private RestAnswer ask(final String uri) {
    final QueryStringDecoder decoded;
    try {
      decoded = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MAX_PARAMETERS);
      return handler.get(decoded.path(), decoded.parameters());
    } catch (final IllegalArgumentException e) {
      return handler.refused(
          RestRefusal.BAD_REQUEST, "the path or the query is not encoded as a URL");
    } catch (final RuntimeException e) {
      LOG.error("the question {} could not be answered", uri, e);
      return handler.refused(RestRefusal.INTERNAL, "the question could not be answered");
    }
  }

  private void send(final ChannelHandlerContext context, final RestAnswer answer) {
    send(context, answer, () -> {});
  }

  /**
   * @param gone when the client has taken the answer, or never will
   */
  private void send(
      final ChannelHandlerContext context, final RestAnswer answer, final Runnable gone) {
    final FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.json()));
    final HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, OPTIONS");
    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "*");
    headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
    if (answer.json().length > 0) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
      headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.json().length);
    }
    answer.retryAfter().ifPresent(seconds -> headers.set(HttpHeaderNames.RETRY_AFTER, seconds));
    HttpUtil.setKeepAlive(response, !last);
    context
        .writeAndFlush(response)
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  gone.run();
                  if (last || !sent.isSuccess()) {
                    close(context.channel());
                  } else {
                    next(context);
                  }
                });
  }

  private void next(final ChannelHandlerContext context) {
    busy = false;
    request = null;
    awaitRequest(context);
    context.channel().config().setAutoRead(true);
  }

  @Override
  public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
    LOG.debug("connection of {} ends: {}", context.channel().remoteAddress(), cause.toString());
    close(context.channel());
  }
}
