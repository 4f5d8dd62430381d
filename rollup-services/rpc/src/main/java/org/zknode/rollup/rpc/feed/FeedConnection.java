/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reader: of all slices as they are, or of those that it subscribes to by JSON-RPC. */
final class FeedConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** Path of who gets flashblocks without asking. */
  static final String FLASHBLOCKS = "/flashblocks";

  private static final Logger LOG = LoggerFactory.getLogger(FeedConnection.class);

  /** Of the one subscription that a connection has. */
  private static final String SUBSCRIPTION = "0x1";

  private static final String TOPIC = "preconfirmations";
  private static final byte[] BEFORE =
      "{\"jsonrpc\":\"2.0\",\"method\":\"zknode_subscription\",\"params\":{\"subscription\":\"0x1\",\"result\":"
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] AFTER = "}}".getBytes(StandardCharsets.UTF_8);

  private static final int PARSE_ERROR = -32_700;
  private static final int NO_METHOD = -32_601;
  private static final int INVALID_PARAMS = -32_602;

  private final ObjectMapper json = new ObjectMapper();
  private final FeedReaders readers;
  private final long mostUnanswered;
  private int requestsLeft;

  /** Pings since something came, whatever was told meanwhile: a reader has nothing else to say. */
  private int unanswered;

  private ChannelHandlerContext context;
  private boolean plain;
  private boolean follows;

  FeedConnection(final FeedReaders readers, final FeedLimits limits) {
    this.readers = readers;
    this.requestsLeft = limits.requests();
    this.mostUnanswered = limits.silence().dividedBy(limits.ping());
  }

  /** Whether it wants slices. */
  boolean follows() {
    return follows;
  }

  @Override
  public void channelActive(final ChannelHandlerContext active) {
    context = active;
    if (!readers.admit(this)) {
      close();
    }
    active.fireChannelActive();
  }

  @Override
  public void channelInactive(final ChannelHandlerContext inactive) {
    readers.gone(this);
    inactive.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(final ChannelHandlerContext from, final Object event) {
    if (event instanceof HandshakeComplete done) {
      plain = new QueryStringDecoder(done.requestUri()).path().equals(FLASHBLOCKS);
      if (plain) {
        follow();
      }
    } else if (event instanceof IdleStateEvent silent) {
      unanswered = silent.isFirst() ? 0 : unanswered + 1;
      if (unanswered >= mostUnanswered) {
        close();
      } else {
        write(new PingWebSocketFrame());
      }
    } else {
      from.fireUserEventTriggered(event);
    }
  }

  private void follow() {
    follows = true;
    readers.follows(this);
  }

  /**
   * @param flashblock JSON
   * @return false when too much is unread: then the connection is closed
   */
  boolean tell(final byte[] flashblock) {
    if (!context.channel().isWritable()) {
      LOG.debug("{} reads too slowly", context.channel().remoteAddress());
      close();
      return false;
    }
    final ByteBuf text =
        plain
            ? Unpooled.wrappedBuffer(flashblock)
            : Unpooled.wrappedBuffer(BEFORE, flashblock, AFTER);
    write(new TextWebSocketFrame(text));
    return true;
  }

  @Override
  protected void channelRead0(final ChannelHandlerContext from, final WebSocketFrame frame) {
    if (--requestsLeft < 0) {
      close();
    } else if (!plain && frame instanceof TextWebSocketFrame text) {
      answer(text.text());
    }
  }

  private void answer(final String request) {
    final JsonNode call;
    try {
      call = json.readTree(request);
    } catch (final JsonProcessingException e) {
      LOG.debug("a request is not JSON", e);
      refuse(json.nullNode(), PARSE_ERROR, "this is not JSON");
      return;
    }
    final JsonNode id = call.has("id") ? call.get("id") : json.nullNode();
    final String parameter = call.path("params").path(0).asText("");
    switch (call.path("method").asText("")) {
      case "zknode_subscribe" -> subscribe(id, parameter);
      case "zknode_unsubscribe" -> {
        final boolean ends = follows && parameter.equals(SUBSCRIPTION);
        follows &= !ends;
        send(answerTo(id).put("result", ends));
      }
      default -> refuse(id, NO_METHOD, "zknode_subscribe and zknode_unsubscribe are answered here");
    }
  }

  private void subscribe(final JsonNode id, final String topic) {
    if (!topic.equals(TOPIC)) {
      refuse(id, INVALID_PARAMS, "there is one subscription here: \"%s\"".formatted(TOPIC));
      return;
    }
    send(answerTo(id).put("result", SUBSCRIPTION));
    if (!follows) {
      follow();
    }
  }

  private void refuse(final JsonNode id, final int code, final String message) {
    final ObjectNode answer = answerTo(id);
    answer.putObject("error").put("code", code).put("message", message);
    send(answer);
  }

  private ObjectNode answerTo(final JsonNode id) {
    final ObjectNode answer = json.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", id);
    return answer;
  }

  private void send(final ObjectNode answer) {
    write(new TextWebSocketFrame(answer.toString()));
  }

  private void write(final WebSocketFrame frame) {
    context
        .writeAndFlush(frame)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                close();
              }
            });
  }

  void close() {
    context.close().addListener(ended -> LOG.trace("closed: {}", ended.isSuccess()));
  }

  @Override
  public void exceptionCaught(final ChannelHandlerContext from, final Throwable cause) {
    LOG.debug("connection of {} ends: {}", from.channel().remoteAddress(), cause.toString());
    close();
  }
}
