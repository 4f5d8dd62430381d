/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.jsonrpc.JsonRpcError;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.RelayedNode.Answered;
import org.zknode.rollup.pool.RelayedNode.NotSent;
import org.zknode.rollup.pool.RelayedNode.Unknown;
import org.zknode.rollup.service.TemporaryException;

/**
 * Hands transactions on to the node that takes them, by {@code eth_sendRawTransaction}, and its
 * refusals back. Bounded in time and number, so that a node which does not answer costs this one a
 * few threads for a few seconds; several nodes are tried in turn.
 */
public final class RelayGateway implements TransactionGateway, AutoCloseable {
  /** Calls other than transactions on their way at the same time. */
  static final int MAX_QUESTIONS = 4;

  /** How long a transaction waits while none of those on their way comes back. */
  private static final Duration PLACE = Duration.ofSeconds(1);

  /** A JSON-RPC quantity of up to 256 bits. */
  private static final String QUANTITY = "0x[0-9a-fA-F]{1,64}";

  private final ObjectMapper json = new ObjectMapper();
  private final List<RelayedNode> nodes;
  private final RelayLimits limits;
  private final LongSupplier nanoTime;
  private final InFlight transactions;
  private final InFlight questions = new InFlight(MAX_QUESTIONS, InFlight.SHORT_WAIT);
  private final Metrics.Counter relayed;
  private final Metrics.Counter busy;
  private final Metrics.Counter unanswered;

  /**
   * @param urls JSON-RPC of nodes that take transactions; the first one that answers is asked
   */
  public RelayGateway(final List<URI> urls, final RelayLimits limits, final Metrics metrics) {
    this(urls, limits, metrics, System::nanoTime);
  }

  RelayGateway(
      final List<URI> urls,
      final RelayLimits limits,
      final Metrics metrics,
      final LongSupplier nanoTime) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("at least one URL is needed");
    }
    this.nodes = urls.stream().map(url -> new RelayedNode(url, limits, nanoTime)).toList();
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.transactions = new InFlight(limits.inFlight(), PLACE);
    this.relayed =
        metrics.counter("relay_transactions_total", "Transactions that another node took");
    this.busy =
        metrics.counter(
            "relay_busy_total", "Transactions refused because too many were on their way");
    this.unanswered =
        metrics.counter(
            "relay_unanswered_total", "Transactions whose fate another node did not tell in time");
  }

  @Override
  public void submit(final SignedTransaction transaction) throws PoolRejectedException {
    if (!transactions.enter()) {
      busy.increment();
      throw new PoolRejectedException(
          "the relay is busy: %d transactions wait for the node that takes them; this one was not sent, try again"
              .formatted(transactions.limit()));
    }
    try {
      relay(transaction);
      relayed.increment();
    } finally {
      transactions.leave();
    }
  }

  private void relay(final SignedTransaction transaction) throws PoolRejectedException {
    final List<Object> params = List.of(transaction.raw().toHexString());
    final long deadline = nanoTime.getAsLong() + limits.answer().toNanos();
    boolean unknown = false;
    String last = "it did not answer a moment ago, try again in a second: " + shownUrl();
    for (final RelayedNode node : nodes) {
      boolean again = node.isAvailable();
      while (again && nanoTime.getAsLong() - deadline < 0) {
        again = false;
        switch (node.call("eth_sendRawTransaction", params, until(deadline))) {
          case Answered answered -> {
            accept(transaction, answered, unknown, node.shownUrl());
            return;
          }
          case NotSent notSent -> last = notSent.why() + ": " + node.shownUrl();
          case Unknown lost -> {
            // The node may have it: sending the same bytes again does nothing twice.
            again = lost.again() && !unknown;
            unknown = true;
            last = lost.why() + ": " + node.shownUrl();
          }
        }
      }
    }
    if (!unknown) {
      throw new PoolRejectedException(
          "the transaction was not sent: the node that takes transactions is not reachable: "
              + last);
    }
    unanswered.increment();
    throw new PoolRejectedException(
        "it is not known whether transaction %s was taken, it may still be executed: ask for it by its hash, or send the same again: %s"
            .formatted(transaction.hash().toHexString(), last));
  }

  private Duration until(final long deadline) {
    return Duration.ofNanos(deadline - nanoTime.getAsLong());
  }

  private static void accept(
      final SignedTransaction transaction,
      final Answered answer,
      final boolean sentBefore,
      final String shownUrl)
      throws PoolRejectedException {
    if (answer.error().isPresent()) {
      final String said = answer.error().get().message();
      final String message = said.isEmpty() ? "refused without a message" : said;
      if (sentBefore && isKnown(message)) {
        return;
      }
      throw new PoolRejectedException(RefusalReason.ofText(message), message);
    }
    final String hash = answer.result().asText("");
    if (!hash.equalsIgnoreCase(transaction.hash().toHexString())) {
      throw new PoolRejectedException(
          "the node that takes transactions answered '%s' instead of the transaction's hash: %s"
              .formatted(abbreviate(hash), shownUrl));
    }
  }

  /** The pool's own text, and Besu's. */
  private static boolean isKnown(final String message) {
    final String text = message.toLowerCase(Locale.ROOT);
    return text.contains("already known") || text.contains("known transaction");
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
    final Answered answer;
    try {
      answer = call(method, List.of());
    } catch (final PoolRejectedException e) {
      throw new TemporaryException(e.getMessage(), e);
    }
    final String price = answer.result().asText("");
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
    final Answered answer;
    try {
      answer = call("zknode_getTransactionStatus", List.of(hash.toHexString()));
    } catch (final PoolRejectedException e) {
      throw new TemporaryException(e.getMessage(), e);
    }
    if (!answer.result().isObject()) {
      throw new TemporaryException(
          "the node that takes transactions answered '%s' to zknode_getTransactionStatus: %s"
              .formatted(
                  abbreviate(answer.error().map(JsonRpcError::message).orElse("no result")),
                  shownUrl()));
    }
    return json.convertValue(answer.result(), Map.class);
  }

  /** What the node that takes transactions knows of them; it is asked each time. */
  public PendingTransactions pending() {
    return new PendingTransactions() {
      @Override
      public Optional<Map<String, Object>> find(final Bytes32 hash) {
        final JsonNode found = ask("eth_getTransactionByHash", hash.toHexString());
        return found.isObject()
            ? Optional.of(json.convertValue(found, new TypeReference<>() {}))
            : Optional.empty();
      }

      @Override
      public long nextNonce(final Address sender, final long latest) {
        final String nonce =
            ask("eth_getTransactionCount", sender.toString(), "pending").asText("");
        if (!nonce.matches(QUANTITY)) {
          throw new TemporaryException(
              "the node that takes transactions answered '%s' to eth_getTransactionCount: %s"
                  .formatted(abbreviate(nonce), shownUrl()));
        }
        return Long.max(latest, new BigInteger(nonce.substring(2), 16).longValue());
      }
    };
  }

  private JsonNode ask(final String method, final Object... params) {
    try {
      return call(method, List.of(params)).result();
    } catch (final PoolRejectedException e) {
      throw new TemporaryException(e.getMessage(), e);
    }
  }

  /** A question that changes nothing, to the first node that answers. */
  private Answered call(final String method, final List<Object> params)
      throws PoolRejectedException {
    if (!questions.enter()) {
      throw new PoolRejectedException(
          "the relay is busy: %d calls wait for the node that takes transactions, try again"
              .formatted(questions.limit()));
    }
    try {
      final long deadline = nanoTime.getAsLong() + limits.answer().toNanos();
      String last = "it did not answer a moment ago: " + shownUrl();
      for (final RelayedNode node : nodes) {
        if (!node.isAvailable() || nanoTime.getAsLong() - deadline >= 0) {
          continue;
        }
        switch (node.call(method, params, until(deadline))) {
          case Answered answered -> {
            return answered;
          }
          case NotSent notSent -> last = notSent.why() + ": " + node.shownUrl();
          case Unknown lost -> last = lost.why() + ": " + node.shownUrl();
        }
      }
      throw new PoolRejectedException("the node that takes transactions is not reachable: " + last);
    } finally {
      questions.leave();
    }
  }

  /** Of the first node. */
  private String shownUrl() {
    return nodes.getFirst().shownUrl();
  }

  private static String abbreviate(final String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  @Override
  public void close() {
    nodes.forEach(RelayedNode::close);
  }
}
