/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.service.TemporaryException;

/**
 * Hands transactions on to the node that takes them, by {@code eth_sendRawTransaction}, and its
 * refusals back.
 */
public final class RelayGateway implements TransactionGateway, AutoCloseable {
  /** For connecting and for the whole request. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /** Longest answer in bytes: a hash or an error text is far shorter. */
  public static final int MAX_ANSWER_BYTES = 64 * 1024;

  /** A JSON-RPC quantity of up to 256 bits. */
  private static final String QUANTITY = "0x[0-9a-fA-F]{1,64}";

  private static final Logger LOG = LoggerFactory.getLogger(RelayGateway.class);

  private final ObjectMapper json = new ObjectMapper();
  private final URI url;
  private final Duration timeout;
  private final HttpClient client;

  public RelayGateway(final URI url) {
    this(url, DEFAULT_TIMEOUT);
  }

  public RelayGateway(final URI url, final Duration timeout) {
    this.url = url;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  @Override
  public void submit(final SignedTransaction transaction) throws PoolRejectedException {
    final JsonNode answer =
        call("eth_sendRawTransaction", List.of(transaction.raw().toHexString()));
    final JsonNode error = answer.path("error");
    if (error.isObject()) {
      throw new PoolRejectedException(error.path("message").asText("refused without a message"));
    }
    final String hash = answer.path("result").asText("");
    if (!hash.equalsIgnoreCase(transaction.hash().toHexString())) {
      throw new PoolRejectedException(
          "the node that takes transactions answered '%s' instead of the transaction's hash: %s"
              .formatted(abbreviate(hash), shownUrl()));
    }
  }

  /**
   * The price that the node which takes transactions suggests, in wei: the lower of what it answers
   * to {@code eth_gasPrice}, which may be the base fee, and to {@code eth_maxPriorityFeePerGas}.
   *
   * @throws TemporaryException it does not answer, or with something else
   */
  public BigInteger gasPrice() {
    return price("eth_gasPrice").min(price("eth_maxPriorityFeePerGas"));
  }

  private BigInteger price(final String method) {
    final JsonNode answer;
    try {
      answer = call(method, List.of());
    } catch (final PoolRejectedException e) {
      throw new TemporaryException(e.getMessage(), e);
    }
    final String price = answer.path("result").asText("");
    if (!price.matches(QUANTITY)) {
      throw new TemporaryException(
          "the node that takes transactions answered '%s' to %s: %s"
              .formatted(abbreviate(price), method, shownUrl()));
    }
    return new BigInteger(price.substring(2), 16);
  }

  /**
   * What the node that takes transactions answers to {@code zknode_getTransactionStatus}, as plain
   * Java values.
   *
   * @throws TemporaryException it does not answer, or with an error
   */
  public Object transactionStatus(final Bytes32 hash) {
    final JsonNode answer;
    try {
      answer = call("zknode_getTransactionStatus", List.of(hash.toHexString()));
    } catch (final PoolRejectedException e) {
      throw new TemporaryException(e.getMessage(), e);
    }
    if (!answer.path("result").isObject()) {
      throw new TemporaryException(
          "the node that takes transactions answered '%s' to zknode_getTransactionStatus: %s"
              .formatted(
                  abbreviate(answer.path("error").path("message").asText("no result")),
                  shownUrl()));
    }
    return json.convertValue(answer.path("result"), Map.class);
  }

  private JsonNode call(final String method, final List<Object> params)
      throws PoolRejectedException {
    final HttpResponse<String> response;
    try {
      response =
          client.send(
              HttpRequest.newBuilder(url)
                  .timeout(timeout)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(request(method, params)))
                  .build(),
              BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    } catch (final IOException e) {
      throw unreachable(e);
    }
    try {
      final JsonNode answer = json.readTree(response.body());
      if (answer != null && answer.isObject()) {
        return answer;
      }
    } catch (final JsonProcessingException e) {
      LOG.debug("the answer of {} is no JSON", shownUrl(), e);
    }
    throw new PoolRejectedException(
        "the node that takes transactions answered HTTP %d without JSON-RPC: %s"
            .formatted(response.statusCode(), shownUrl()));
  }

  private String request(final String method, final List<Object> params)
      throws JsonProcessingException {
    return json.writeValueAsString(
        Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
  }

  private PoolRejectedException unreachable(final Exception cause) {
    LOG.warn("asking {} failed: {}", shownUrl(), cause.toString());
    return new PoolRejectedException(
        "the node that takes transactions is not reachable: " + shownUrl());
  }

  /** Without user, password and parameters. */
  private String shownUrl() {
    final String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    final String path = url.getPath() == null ? "" : url.getPath();
    return url.getScheme() + "://" + url.getHost() + port + path;
  }

  private static String abbreviate(final String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
