/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.service.TemporaryException;

/** One account on a dev L1: sends transactions in a row and waits until they are mined. */
final class DevL1Account implements AutoCloseable {
  /** Above what the largest of our contracts needs to be created (about 3.2 million gas). */
  private static final long GAS_LIMIT = 5_000_000;

  /** Times the current base fee, so that the fee stays enough while the transactions wait. */
  private static final BigInteger BASE_FEE_MARGIN = BigInteger.valueOf(4);

  private static final BigInteger LEAST_PRIORITY_FEE = BigInteger.valueOf(1_000_000_000);

  /** Times what the node suggests: an L2 in the place of an L1 asks for more as its L1 does. */
  private static final BigInteger PRIORITY_FEE_MARGIN = BigInteger.TWO;

  /** A dev L1, or an L2 in its place, has blocks every few seconds at most. */
  private static final Duration MINING_TIMEOUT = Duration.ofMinutes(2);

  /** In the answer of a node whose relay is slow. */
  private static final String NOT_KNOWN_WHETHER = "not known whether";

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  private final JsonRpcTransport rpc;
  private final PrivateKey key;

  DevL1Account(final URI rpcUrl, final PrivateKey key) {
    this.rpc = new JsonRpcTransport(List.of(rpcUrl), JsonRpcLimits.defaults());
    this.key = key;
  }

  /**
   * @param to empty for a contract creation
   */
  record Call(Optional<Address> to, Bytes data, BigInteger value) {
    Call(final Optional<Address> to, final Bytes data) {
      this(to, data, BigInteger.ZERO);
    }
  }

  static Call call(final Address to, final Bytes data) {
    return new Call(Optional.of(to), data);
  }

  Address address() {
    return key.address();
  }

  long chainId() {
    return quantity(request("eth_chainId"));
  }

  long head() {
    return quantity(request("eth_blockNumber"));
  }

  long nextNonce() {
    return quantity(request("eth_getTransactionCount", key.address().toString(), "pending"));
  }

  Bytes read(final Address to, final Bytes data) {
    return Bytes.fromHexString(
        request("eth_call", Map.of("to", to.toString(), "data", data.toHexString()), "latest")
            .asText());
  }

  /** Sends all with consecutive nonces; returns the block of the last one. */
  long sendAndWait(final List<Call> calls) {
    final long chainId = chainId();
    final BigInteger baseFee =
        new BigInteger(
            request("eth_getBlockByNumber", "latest", false)
                .path("baseFeePerGas")
                .asText("0x0")
                .substring(2),
            16);
    final BigInteger priorityFee =
        new BigInteger(request("eth_maxPriorityFeePerGas").asText().substring(2), 16)
            .multiply(PRIORITY_FEE_MARGIN)
            .max(LEAST_PRIORITY_FEE);
    final BigInteger maxFee = baseFee.multiply(BASE_FEE_MARGIN).add(priorityFee);
    long nonce = nextNonce();
    final List<Bytes32> hashes = new ArrayList<>();
    for (final Call call : calls) {
      final SignedTransaction signed =
          TransactionSigner.sign(
              new TransactionSigner.Unsigned(
                  TransactionType.DYNAMIC_FEE,
                  chainId,
                  nonce++,
                  maxFee,
                  priorityFee,
                  GAS_LIMIT,
                  call.to(),
                  call.value(),
                  call.data()),
              key);
      send(signed);
      hashes.add(signed.hash());
    }
    long block = 0;
    for (final Bytes32 hash : hashes) {
      block = waitMined(hash);
    }
    return block;
  }

  /** The same one again while nobody knows whether it arrived: a node that relays may say so. */
  private void send(final SignedTransaction transaction) {
    final long deadline = System.nanoTime() + MINING_TIMEOUT.toNanos();
    while (true) {
      try {
        rpc.call("eth_sendRawTransaction", transaction.raw().toHexString());
        return;
      } catch (final JsonRpcErrorException e) {
        if (isKnown(transaction.hash())) {
          return;
        }
        if (!e.getMessage().contains(NOT_KNOWN_WHETHER) || System.nanoTime() > deadline) {
          throw new IllegalStateException("the dev L1 refused " + e.getMessage(), e);
        }
      }
      pause();
    }
  }

  private boolean isKnown(final Bytes32 hash) {
    return !request("eth_getTransactionByHash", hash.toHexString()).isNull();
  }

  @Override
  public void close() {
    rpc.close();
  }

  private long waitMined(final Bytes32 hash) {
    final long deadline = System.nanoTime() + MINING_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      final JsonNode receipt = request("eth_getTransactionReceipt", hash.toHexString());
      if (!receipt.isNull()) {
        if (quantity(receipt.get("status")) != 1) {
          throw new IllegalStateException("L1 transaction %s reverted".formatted(hash));
        }
        return quantity(receipt.get("blockNumber"));
      }
      pause();
    }
    throw new TemporaryException(
        "L1 transaction %s was not mined within %s".formatted(hash, MINING_TIMEOUT));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_INTERVAL);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted while waiting for an L1 transaction", e);
    }
  }

  private JsonNode request(final String method, final Object... params) {
    try {
      return rpc.call(method, params);
    } catch (final JsonRpcErrorException e) {
      throw new IllegalStateException("the dev L1 refused " + e.getMessage(), e);
    }
  }

  private static long quantity(final JsonNode node) {
    return Long.decode(node.asText());
  }
}
