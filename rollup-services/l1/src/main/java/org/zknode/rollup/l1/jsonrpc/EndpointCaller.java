/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.jsonrpc.ResultReader;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.service.TemporaryException;

/**
 * Asks one endpoint, once. Its chain id is checked before the first request, and again whenever it
 * is taken up after a failure. Thread-safe.
 */
public final class EndpointCaller implements JsonRpcCaller {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointCaller.class);

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws JsonRpcErrorException;
  }

  private final Endpoint endpoint;
  private final EndpointPool pool;
  private final EndpointHttp http;
  private final OptionalLong chainId;

  /**
   * @param chainId what the endpoint must answer; empty for any
   */
  public EndpointCaller(
      final Endpoint endpoint,
      final EndpointPool pool,
      final EndpointHttp http,
      final OptionalLong chainId) {
    this.endpoint = endpoint;
    this.pool = pool;
    this.http = http;
    this.chainId = chainId;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * @throws L1EndpointException the endpoint is at fault and has lost its turn
   */
  @Override
  public <T> T ask(final String method, final Function<JsonNode, T> decode, final Object... params)
      throws JsonRpcErrorException {
    try {
      return answer(() -> decode(http.call(endpoint, method, params), decode));
    } catch (final JsonRpcErrorException e) {
      if (e.failureClass() == FailureClass.UNSUPPORTED) {
        endpoint.lacks(method);
      }
      throw e;
    }
  }

  /**
   * Reads a result of which strangers decide how large it is ({@link EndpointHttp#read}).
   *
   * @throws L1EndpointException the endpoint is at fault and has lost its turn
   */
  <T> T read(final String method, final ResultReader<T> reader, final Object... params)
      throws JsonRpcErrorException {
    return answer(() -> http.read(endpoint, method, reader, params));
  }

  private <T> T answer(final Question<T> question) throws JsonRpcErrorException {
    try {
      final Duration wait = endpoint.leaveAlone();
      if (!wait.isZero()) {
        throw new L1EndpointException(
            endpoint.name(), "it wants to be left alone for another %d s".formatted(seconds(wait)));
      }
      checkChain();
      final T answer = question.ask();
      pool.succeeded(endpoint);
      return answer;
    } catch (final JsonRpcErrorException e) {
      if (e.failureClass() != FailureClass.ENDPOINT) {
        throw e;
      }
      throw lost(new L1EndpointException(endpoint.name(), "it refused " + e.getMessage()));
    } catch (final L1EndpointException e) {
      throw endpoint.leaveAlone().isZero() ? lost(e) : e;
    }
  }

  /** It loses its turn because what it says does not fit. */
  public L1EndpointException lost(final L1EndpointException why) {
    LOG.debug("L1 endpoint loses its turn: {}", why.getMessage());
    pool.failed(endpoint, why);
    return why;
  }

  /**
   * Asks for the chain id, also an endpoint that was of another chain.
   *
   * @throws L1EndpointException it is of another chain, or does not answer
   */
  public void checkChain() throws JsonRpcErrorException {
    if (chainId.isEmpty() || !endpoint.needsChainCheck()) {
      return;
    }
    final long found =
        decode(http.call(endpoint, "eth_chainId"), id -> EthCalls.exactLong(id, "eth_chainId"));
    endpoint.chainFound(found, chainId.getAsLong());
    if (found != chainId.getAsLong()) {
      throw new L1EndpointException(
          endpoint.name(), "it is of chain %d, expected %d".formatted(found, chainId.getAsLong()));
    }
  }

  private <T> T decode(final JsonNode result, final Function<JsonNode, T> decoder) {
    try {
      return decoder.apply(result);
    } catch (final L1EndpointException e) {
      throw e;
    } catch (final TemporaryException | IllegalArgumentException | ArithmeticException e) {
      LOG.debug("L1 endpoint {} answered what cannot be used", endpoint.name(), e);
      throw new L1EndpointException(endpoint.name(), String.valueOf(e.getMessage()));
    }
  }

  private static long seconds(final Duration time) {
    return time.plusMillis(999).toSeconds();
  }
}
