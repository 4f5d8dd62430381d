/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcException;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;
import org.zknode.rollup.service.TemporaryException;

/** One chain as any stranger sees it, by JSON-RPC. */
final class Chain implements AutoCloseable {
  private static final int MAX_BYTES = 16 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final HttpJsonRpc.Limits LIMITS =
      new HttpJsonRpc.Limits(Duration.ofSeconds(20), MAX_BYTES);

  private final String name;
  private final URI url;
  private final HttpJsonRpc rpc = new HttpJsonRpc(CONNECT, MAX_BYTES);

  /**
   * @param name L1 or L2, for people
   */
  Chain(final String name, final URI url) {
    this.name = name;
    this.url = url;
  }

  /**
   * @param blockNumber where it is now; a reorg may change that
   */
  record Receipt(boolean success, long blockNumber, List<Log> logs) {}

  /** Per gas, in wei. */
  record Fees(BigInteger max, BigInteger priority) {}

  String name() {
    return name;
  }

  long chainId() {
    return quantity(require("eth_chainId")).longValueExact();
  }

  long head() {
    return quantity(require("eth_blockNumber")).longValueExact();
  }

  /**
   * @param block one that is there
   * @return seconds since the epoch
   */
  long timestamp(final long block) {
    return quantity(
            require("eth_getBlockByNumber", "0x" + Long.toHexString(block), false)
                .path("timestamp"))
        .longValueExact();
  }

  BigInteger balance(final Address account) {
    return quantity(require("eth_getBalance", account.toString(), "latest"));
  }

  /** Of the next transaction, after what waits. */
  long nonce(final Address account) {
    return quantity(require("eth_getTransactionCount", account.toString(), "pending"))
        .longValueExact();
  }

  /** Twice the base fee, so that some full blocks in a row do not shut it out. */
  Fees fees() {
    final BigInteger price = quantity(require("eth_gasPrice"));
    final String baseFee =
        require("eth_getBlockByNumber", "latest", false).path("baseFeePerGas").asText("0x0");
    final BigInteger max = number(baseFee).shiftLeft(1).add(price);
    return new Fees(max, price.min(max));
  }

  /** What a view answers; empty where it reverts, as another contract may. */
  Bytes call(final Address to, final Bytes data) {
    try {
      return bytes(ask("eth_call", request(Optional.empty(), to, BigInteger.ZERO, data), "latest"));
    } catch (final RefusedAnswerException e) {
      if (e.isRevert()) {
        return Bytes.EMPTY;
      }
      throw new BridgeClientException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * @throws RevertedException the call would revert
   */
  long estimate(final Address from, final Address to, final BigInteger value, final Bytes data)
      throws RevertedException {
    try {
      return quantity(ask("eth_estimateGas", request(Optional.of(from), to, value, data)))
          .longValueExact();
    } catch (final RefusedAnswerException e) {
      throw new RevertedException(e.data(), e.getMessage());
    }
  }

  private static Map<String, String> request(
      final Optional<Address> from, final Address to, final BigInteger value, final Bytes data) {
    final Map<String, String> request = new LinkedHashMap<>();
    from.ifPresent(sender -> request.put("from", sender.toString()));
    request.put("to", to.toString());
    request.put("value", "0x" + value.toString(16));
    request.put("data", data.toHexString());
    return request;
  }

  /** Sends it; one that is known already is fine. */
  void send(final SignedTransaction transaction) {
    try {
      ask("eth_sendRawTransaction", transaction.raw().toHexString());
    } catch (final RefusedAnswerException e) {
      if (rpcHas(transaction.hash())) {
        return;
      }
      throw new BridgeClientException(
          "%s did not take the transaction: %s".formatted(name, e.getMessage()), e);
    }
  }

  private boolean rpcHas(final Bytes32 hash) {
    return !require("eth_getTransactionByHash", hash.toHexString()).isNull();
  }

  Optional<Receipt> receipt(final Bytes32 hash) {
    final JsonNode json = require("eth_getTransactionReceipt", hash.toHexString());
    if (json.isNull()) {
      return Optional.empty();
    }
    final List<Log> logs = new ArrayList<>();
    for (final JsonNode log : json.path("logs")) {
      final List<Bytes32> topics = new ArrayList<>();
      log.path("topics").forEach(topic -> topics.add(Bytes32.wrap(bytes(topic))));
      logs.add(
          new Log(Address.fromHex(log.path("address").asText()), topics, bytes(log.path("data"))));
    }
    return Optional.of(
        new Receipt(
            quantity(json.path("status")).signum() > 0,
            quantity(json.path("blockNumber")).longValueExact(),
            logs));
  }

  /** The answer of any method; an error of the server ends the command. */
  JsonNode require(final String method, final Object... params) {
    try {
      return ask(method, params);
    } catch (final RefusedAnswerException e) {
      throw new BridgeClientException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * The same where an error is an answer, too.
   *
   * @throws TemporaryException there is no answer now
   */
  JsonNode ask(final String method, final Object... params) throws RefusedAnswerException {
    try {
      return rpc.call(url, LIMITS, method, List.of(params));
    } catch (final JsonRpcException e) {
      if (e.failure() instanceof Failure.Refused refused) {
        throw new RefusedAnswerException(refused.error(), e.getMessage());
      }
      throw new TemporaryException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  static BigInteger number(final String hex) {
    return new BigInteger(hex.substring(2), 16);
  }

  private BigInteger quantity(final JsonNode json) {
    final String text = json.asText();
    if (!text.matches("0x[0-9a-fA-F]{1,64}")) {
      throw new TemporaryException("%s answered '%s' where a number was due".formatted(name, json));
    }
    return number(text);
  }

  private Bytes bytes(final JsonNode json) {
    try {
      return Bytes.fromHexString(json.asText());
    } catch (final IllegalArgumentException e) {
      throw new TemporaryException("%s answered no bytes".formatted(name), e);
    }
  }

  @Override
  public void close() {
    rpc.close();
  }
}
