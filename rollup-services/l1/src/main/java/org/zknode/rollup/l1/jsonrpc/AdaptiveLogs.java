/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.service.TemporaryException;

/**
 * eth_getLogs over any range, in pieces as long as the endpoint takes: a piece is halved when the
 * endpoint says that it is too much (or does not answer in time), and grows again after successes.
 * What was not asked for, or is there twice, makes the whole answer worthless.
 */
public final class AdaptiveLogs {
  private static final Logger LOG = LoggerFactory.getLogger(AdaptiveLogs.class);

  /** Blocks of the first piece; public endpoints commonly allow at least this many. */
  static final long INITIAL_RANGE = 2_000;

  /** Blocks; what self-hosted nodes answer well within the request timeout. */
  static final long MAX_RANGE = 20_000;

  private final JsonRpcCaller caller;
  private final Set<Address> addresses;
  private final Set<Bytes32> topics;
  private final AtomicLong range = new AtomicLong(INITIAL_RANGE);

  /**
   * @param topics the kinds of events that are wanted
   */
  public AdaptiveLogs(
      final JsonRpcCaller caller, final Set<Address> addresses, final Set<Bytes32> topics) {
    this.caller = caller;
    this.addresses = Set.copyOf(addresses);
    this.topics = Set.copyOf(topics);
  }

  /**
   * @param toBlock the last block all of whose logs are there
   */
  public record Fetched(List<LogEntry> logs, long toBlock) {}

  /** Logs of these blocks (inclusive), in block and log order. */
  public List<LogEntry> fetch(final long fromBlock, final long toBlock) {
    return fetch(fromBlock, toBlock, Long.MAX_VALUE).logs();
  }

  /**
   * The same up to the piece after which there are so many bytes ({@link L1Log#bytes(int)}); what
   * is in memory is at most that and one answer.
   */
  public Fetched fetch(final long fromBlock, final long toBlock, final long enoughBytes) {
    final List<LogEntry> logs = new ArrayList<>();
    long bytes = 0;
    long from = fromBlock;
    while (from <= toBlock && bytes < enoughBytes) {
      final long piece = Math.min(range.get(), toBlock - from + 1);
      try {
        final List<LogEntry> more = query(from, from + piece - 1);
        bytes += more.stream().mapToLong(log -> L1Log.bytes(log.data().size())).sum();
        logs.addAll(more);
        from += piece;
        range.updateAndGet(now -> Math.min(MAX_RANGE, now + now / 4 + 1));
      } catch (final JsonRpcErrorException e) {
        if (piece == 1 || e.failureClass() != FailureClass.REQUEST) {
          throw new L1EndpointException(e.endpoint(), "it refused " + e.getMessage());
        }
        shrink(piece, e.getMessage());
      } catch (final TemporaryException e) {
        // The next round tries less: the range may be why there was no answer.
        shrink(piece, e.getMessage());
        throw e;
      }
    }
    return new Fetched(logs, from - 1);
  }

  /** Blocks of the next piece. */
  long range() {
    return range.get();
  }

  private List<LogEntry> query(final long from, final long to) throws JsonRpcErrorException {
    return caller.ask(
        "eth_getLogs",
        result -> decode(result, from, to),
        Map.of(
            "fromBlock",
            EthCalls.hex(from),
            "toBlock",
            EthCalls.hex(to),
            "address",
            addresses.stream().map(Address::toString).sorted().toList(),
            "topics",
            List.of(topics.stream().map(Bytes32::toHexString).sorted().toList())));
  }

  private List<LogEntry> decode(final JsonNode result, final long from, final long to) {
    if (!result.isArray()) {
      throw new TemporaryException("L1 answered no list of logs");
    }
    final List<LogEntry> logs = new ArrayList<>();
    for (final JsonNode json : result) {
      final LogEntry log = LogEntry.of(json);
      if (log.blockNumber() < from
          || log.blockNumber() > to
          || !addresses.contains(log.address())
          || !topics.contains(log.topic(0))) {
        throw new TemporaryException(
            "asked for logs of blocks %d to %d, L1 answered one of block %d, %s, %s"
                .formatted(from, to, log.blockNumber(), log.address(), log.topic(0)));
      }
      logs.add(log);
    }
    logs.sort(
        Comparator.comparingLong(LogEntry::blockNumber).thenComparingLong(LogEntry::logIndex));
    for (int i = 1; i < logs.size(); i++) {
      if (logs.get(i).blockNumber() == logs.get(i - 1).blockNumber()
          && logs.get(i).logIndex() == logs.get(i - 1).logIndex()) {
        throw new TemporaryException(
            "L1 answered log %d of block %d twice"
                .formatted(logs.get(i).logIndex(), logs.get(i).blockNumber()));
      }
    }
    return logs;
  }

  private void shrink(final long piece, final String why) {
    final long smaller = Math.max(1, piece / 2);
    LOG.debug("eth_getLogs range {} -> {}: {}", piece, smaller, why);
    range.set(smaller);
  }
}
