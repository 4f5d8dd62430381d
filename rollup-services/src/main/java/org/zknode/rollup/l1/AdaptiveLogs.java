/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.service.TemporaryException;

/**
 * eth_getLogs over any range, in pieces as long as the endpoint takes: a piece is halved when the
 * endpoint says that it is too much (or does not answer in time), and grows again after successes.
 */
final class AdaptiveLogs {
  private static final Logger LOG = LoggerFactory.getLogger(AdaptiveLogs.class);

  /** Blocks of the first piece; public endpoints commonly allow at least this many. */
  static final long INITIAL_RANGE = 2_000;

  /** Blocks; what self-hosted nodes answer well within the request timeout. */
  static final long MAX_RANGE = 20_000;

  private static final List<String> TOO_MUCH =
      List.of(
          "too large",
          "too many",
          "too big",
          "too wide",
          "limit",
          "range",
          "more than",
          "exceed",
          "timeout",
          "timed out");

  private final JsonRpcTransport transport;
  private final List<String> addresses;
  private final List<String> topics;
  private final AtomicLong range = new AtomicLong(INITIAL_RANGE);

  AdaptiveLogs(
      final JsonRpcTransport transport, final List<Address> addresses, final List<Bytes32> topics) {
    this.transport = transport;
    this.addresses = addresses.stream().map(Address::toString).toList();
    this.topics = topics.stream().map(Bytes32::toHexString).toList();
  }

  /** Logs of these blocks (inclusive), in block and log order. */
  List<JsonNode> fetch(final long fromBlock, final long toBlock) {
    final List<JsonNode> logs = new ArrayList<>();
    long from = fromBlock;
    while (from <= toBlock) {
      final long piece = Math.min(range.get(), toBlock - from + 1);
      try {
        for (final JsonNode log : query(from, from + piece - 1)) {
          if (!log.path("removed").asBoolean()) {
            logs.add(log);
          }
        }
        from += piece;
        range.updateAndGet(now -> Math.min(MAX_RANGE, now + now / 4 + 1));
      } catch (final JsonRpcErrorException e) {
        if (piece == 1 || !isTooMuch(e)) {
          throw new TemporaryException("L1 refused " + e.getMessage(), e);
        }
        shrink(piece, e.getMessage());
      } catch (final TemporaryException e) {
        // The next round tries less: the range may be why there was no answer.
        shrink(piece, e.getMessage());
        throw e;
      }
    }
    logs.sort(
        Comparator.<JsonNode>comparingLong(log -> EthCalls.longOf(log, "blockNumber"))
            .thenComparingLong(log -> EthCalls.longOf(log, "logIndex")));
    return logs;
  }

  /** Blocks of the next piece. */
  long range() {
    return range.get();
  }

  private JsonNode query(final long from, final long to) throws JsonRpcErrorException {
    return transport.call(
        "eth_getLogs",
        Map.of(
            "fromBlock",
            "0x" + Long.toHexString(from),
            "toBlock",
            "0x" + Long.toHexString(to),
            "address",
            addresses,
            "topics",
            List.of(topics)));
  }

  private void shrink(final long piece, final String why) {
    final long smaller = Math.max(1, piece / 2);
    LOG.debug("eth_getLogs range {} -> {}: {}", piece, smaller, why);
    range.set(smaller);
  }

  private static boolean isTooMuch(final JsonRpcErrorException e) {
    final String message = e.getMessage().toLowerCase(Locale.ROOT);
    return e.code() == JsonRpcTransport.CODE_LIMIT_EXCEEDED
        || TOO_MUCH.stream().anyMatch(message::contains);
  }
}
