/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.contracts.RollupCalls.Call;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.service.TemporaryException;

/**
 * Calls of the rollup contract inside of L1 transactions, from whichever endpoint traces.
 * Thread-safe.
 */
final class CallTraces {
  private static final Logger LOG = LoggerFactory.getLogger(CallTraces.class);

  /** So long the same transaction is not traced again, whatever came of it. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** No endpoint traced, with what each said. */
  static final class NoTraceException extends TemporaryException {
    private static final long serialVersionUID = 1L;

    NoTraceException(final String why) {
      super(why);
    }
  }

  /**
   * How a node is asked, best way first. The first brings only the calls, whatever else strangers
   * put beside them, and runs where the node lets its callers bring a tracer.
   */
  private enum Way {
    OWN_TRACER("debug_traceTransaction"),
    CALL_TRACER("debug_traceTransaction"),
    FLAT("trace_transaction");

    private final String method;

    Way(final String method) {
      this.method = method;
    }
  }

  /**
   * @param calls empty when nobody gave any
   */
  private record Traced(
      Bytes32 transaction, Instant until, Optional<List<Call>> calls, String problem) {}

  private static final List<Bytes> SELECTORS =
      List.of(
          ElderberryAbi.SEQUENCE_BATCHES_SELECTOR,
          EtrogSequence.SELECTOR,
          ForcedBatchAbi.FORCE_BATCH_SELECTOR,
          ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_SELECTOR);

  private final JsonRpcTransport endpoints;
  private final Address rollup;
  private final Clock clock;
  private final Map<Way, Traced> last = new EnumMap<>(Way.class);

  CallTraces(final JsonRpcTransport endpoints, final Address rollup, final Clock clock) {
    this.endpoints = endpoints;
    this.rollup = rollup;
    this.clock = clock;
  }

  /**
   * What a chooser finds among the calls that succeeded, in their order; one way to trace after the
   * other until it finds something.
   *
   * @return empty when there are traces, and it finds nothing in them
   * @throws NoTraceException nobody traces
   */
  <T> Optional<T> find(final Bytes32 transaction, final Function<List<Call>, Optional<T>> chooser) {
    final List<Traced> traces = new ArrayList<>();
    for (final Way way : Way.values()) {
      final Traced traced = traced(transaction, way);
      traces.add(traced);
      final Optional<T> found = traced.calls().flatMap(chooser);
      if (found.isPresent()) {
        return found;
      }
    }
    if (traces.stream().allMatch(traced -> traced.calls().isEmpty())) {
      throw new NoTraceException(
          traces.stream().map(Traced::problem).distinct().collect(Collectors.joining("; ")));
    }
    return Optional.empty();
  }

  /**
   * Who called the rollup in a transaction.
   *
   * @return empty when nobody traces
   */
  Optional<List<Address>> callers(final Bytes32 transaction) {
    try {
      return find(transaction, calls -> calls.isEmpty() ? Optional.empty() : Optional.of(calls))
          .map(calls -> calls.stream().flatMap(call -> call.caller().stream()).toList());
    } catch (final NoTraceException e) {
      LOG.debug("nobody traces L1 transaction {}", transaction, e);
      return Optional.empty();
    }
  }

  private synchronized Traced traced(final Bytes32 transaction, final Way way) {
    final Traced before = last.get(way);
    if (before != null
        && before.transaction().equals(transaction)
        && clock.instant().isBefore(before.until())) {
      return before;
    }
    Optional<List<Call>> calls = Optional.empty();
    String problem = "%s: no calls in the answer".formatted(way.method);
    try {
      calls = ask(transaction.toHexString(), way);
    } catch (final JsonRpcErrorException e) {
      problem =
          Stream.concat(Stream.of(e), Stream.of(e.getSuppressed()))
              .map(Throwable::getMessage)
              .collect(Collectors.joining("; "));
    } catch (final TemporaryException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      problem = e.getMessage();
    }
    final Traced traced = new Traced(transaction, clock.instant().plus(KEPT), calls, problem);
    last.put(way, traced);
    return traced;
  }

  private Optional<List<Call>> ask(final String hash, final Way way) throws JsonRpcErrorException {
    return switch (way) {
      case OWN_TRACER ->
          endpoints.readAny(
              way.method,
              CallFrames.nested(rollup, SELECTORS),
              hash,
              Map.of("tracer", CallTracerScript.of(rollup, SELECTORS), "timeout", "60s"));
      case CALL_TRACER ->
          endpoints.readAny(
              way.method,
              CallFrames.nested(rollup, SELECTORS),
              hash,
              Map.of("tracer", "callTracer"));
      case FLAT -> endpoints.readAny(way.method, CallFrames.flat(rollup, SELECTORS), hash);
    };
  }
}
