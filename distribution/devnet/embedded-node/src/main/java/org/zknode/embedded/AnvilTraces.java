/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.CallRecorder;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.CallTrace.Kind;
import org.zknode.rollup.engine.TraceLimits;

/** Calls from anvil's {@code trace_} methods: a flat list, each call with its path in the tree. */
final class AnvilTraces {
  private AnvilTraces() {}

  static List<CallTrace> calls(final JsonNode traces, final TraceLimits limits) {
    final CallRecorder recorder = new CallRecorder(limits);
    for (final JsonNode trace : traces) {
      final CallTrace call = call(trace);
      recorder.leave(recorder.enter(call), output(trace));
    }
    return recorder.calls();
  }

  /** One for each transaction of the block, of which none is without a call. */
  static List<CallSummary> summaries(final JsonNode traces) {
    final List<CallSummary.Builder> builders = new ArrayList<>();
    for (final JsonNode trace : traces) {
      while (builders.size() <= trace.path("transactionPosition").asInt()) {
        builders.add(new CallSummary.Builder());
      }
      final CallTrace call = call(trace);
      builders.getLast().add(call.kind(), call.from(), call.to());
    }
    return builders.stream().map(CallSummary.Builder::build).toList();
  }

  private static CallTrace call(final JsonNode trace) {
    final JsonNode action = trace.path("action");
    final Kind kind = kind(trace.path("type").asText(), action);
    final boolean destructs = kind == Kind.SELFDESTRUCT;
    return new CallTrace(
        kind,
        trace.path("traceAddress").size(),
        address(action.path(destructs ? "address" : "from")),
        address(
            kind.creates()
                ? trace.path("result").path("address")
                : action.path(destructs ? "refundAddress" : "to")),
        value(action.path(destructs ? "balance" : "value")),
        bytes(action.path(kind.creates() ? "init" : "input")),
        Bytes.EMPTY);
  }

  private static Kind kind(final String type, final JsonNode action) {
    return switch (type) {
      case "create" -> Kind.valueOf(upper(action.path("creationMethod").asText("create")));
      case "suicide" -> Kind.SELFDESTRUCT;
      default -> Kind.valueOf(upper(action.path("callType").asText()));
    };
  }

  private static String upper(final String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static Bytes output(final JsonNode trace) {
    final JsonNode result = trace.path("result");
    return bytes(result.has("code") ? result.path("code") : result.path("output"));
  }

  /** A creation that ran out of something has no result. */
  private static Address address(final JsonNode json) {
    return json.isTextual() ? Address.fromHex(json.asText()) : Address.ZERO;
  }

  private static BigInteger value(final JsonNode json) {
    return Optional.of(json)
        .filter(JsonNode::isTextual)
        .map(text -> new BigInteger(text.asText().substring(2), 16))
        .orElse(BigInteger.ZERO);
  }

  private static Bytes bytes(final JsonNode json) {
    return json.isTextual() ? Bytes.fromHexString(json.asText()) : Bytes.EMPTY;
  }
}
