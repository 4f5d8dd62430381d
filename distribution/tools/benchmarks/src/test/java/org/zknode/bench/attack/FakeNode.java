/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;

/** A node over HTTP that executes each transfer at once; a block each. */
final class FakeNode implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final AtomicLong head = new AtomicLong();

  /** It takes no transactions. */
  volatile boolean full;

  /** It says that it took them, and loses them. */
  volatile boolean loses;

  private final Map<Address, BigInteger> balances = new ConcurrentHashMap<>();
  private final Map<Address, Long> nonces = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  FakeNode() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (final IOException e) {
      throw new IllegalStateException("no port", e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  JsonRpc rpc() {
    return new JsonRpc(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  private void handle(final HttpExchange exchange) throws IOException {
    try (exchange) {
      final JsonNode call = MAPPER.readTree(exchange.getRequestBody());
      final ObjectNode answer = MAPPER.createObjectNode().put("jsonrpc", "2.0");
      answer.set("id", call.get("id"));
      answer(answer, call.path("method").asText(), call.path("params"));
      final byte[] body = MAPPER.writeValueAsBytes(answer);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void answer(final ObjectNode answer, final String method, final JsonNode params) {
    switch (method) {
      case "eth_gasPrice", "eth_maxPriorityFeePerGas" -> answer.put("result", "0x64");
      case "eth_blockNumber" -> answer.put("result", hex(head.get()));
      case "eth_getBlockByNumber" -> answer.putObject("result").put("baseFeePerGas", "0x7");
      case "eth_getBalance" ->
          answer.put(
              "result",
              "0x" + balances.getOrDefault(account(params), BigInteger.ZERO).toString(16));
      case "eth_getTransactionCount" ->
          answer.put("result", hex(nonces.getOrDefault(account(params), 0L)));
      case "eth_sendRawTransaction" -> send(answer, params);
      default -> answer.putObject("error").put("code", -32601).put("message", method);
    }
  }

  private void send(final ObjectNode answer, final JsonNode params) {
    final SignedTransaction transaction =
        SignedTransaction.decode(Bytes.fromHexString(params.get(0).asText()));
    if (full || transaction.nonce() != nonces.getOrDefault(transaction.sender(), 0L)) {
      answer.putObject("error").put("code", -32000).put("message", "txpool is full");
      return;
    }
    answer.put("result", transaction.hash().toHexString());
    if (!loses) {
      nonces.merge(transaction.sender(), 1L, Long::sum);
      balances.merge(transaction.to().orElseThrow(), transaction.value(), BigInteger::add);
      head.incrementAndGet();
    }
  }

  private static Address account(final JsonNode params) {
    return Address.fromHex(params.get(0).asText());
  }

  private static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
