/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.jsonrpc.ResultReader;
import org.zknode.rollup.l1.contracts.RollupCalls.Call;

/**
 * Takes the calls of one contract out of a trace while it arrives: whoever made the transaction
 * decides how large the rest is. Frames as geth's callTracer nests them, or a flat list as
 * trace_transaction has it. Calls of frames that failed, and calls inside of these, did not happen.
 */
final class CallFrames {
  /**
   * Most that is kept of one trace, in bytes; the gas of an L1 block pays for much less in calls
   * that the contract takes.
   */
  static final int MAX_KEPT_BYTES = 64 << 20;

  private final Address contract;
  private final List<Bytes> selectors;
  private final List<Call> calls = new ArrayList<>();
  private long kept;

  /**
   * @param selectors of the methods whose calls are kept
   */
  private CallFrames(final Address contract, final List<Bytes> selectors) {
    this.contract = contract;
    this.selectors = selectors;
  }

  /**
   * @return the calls in their order; empty when the result is no tree of frames, as from a node
   *     that does not know the tracer and answers single steps
   */
  static ResultReader<Optional<List<Call>>> nested(
      final Address contract, final List<Bytes> selectors) {
    return parser -> {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return Optional.empty();
      }
      final CallFrames frames = new CallFrames(contract, selectors);
      return frames.frame(parser) ? Optional.of(frames.calls) : Optional.empty();
    };
  }

  /**
   * @return the calls in their order; empty when there is no trace
   */
  static ResultReader<Optional<List<Call>>> flat(
      final Address contract, final List<Bytes> selectors) {
    return parser -> {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        parser.skipChildren();
        return Optional.empty();
      }
      final CallFrames frames = new CallFrames(contract, selectors);
      return frames.traces(parser) ? Optional.of(frames.calls) : Optional.empty();
    };
  }

  /** What a frame says of itself. */
  private static final class Fields {
    private String type = "";
    private String from = "";
    private String to = "";
    private Bytes input = Bytes.EMPTY;
    private boolean failed;
  }

  /**
   * @return whether it is a frame
   */
  private boolean frame(final JsonParser parser) throws IOException {
    final Fields frame = new Fields();
    final int before = calls.size();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      final String field = parser.currentName();
      final JsonToken value = parser.nextToken();
      if (field.equals("calls") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          frame(parser);
        }
      } else {
        take(field, frame, parser);
      }
    }
    if (frame.failed) {
      drop(before);
    } else {
      addIfWanted(before, frame);
    }
    return !frame.from.isEmpty();
  }

  /** A failed trace is followed by those of its inner calls, which have no error of their own. */
  private boolean traces(final JsonParser parser) throws IOException {
    boolean any = false;
    Optional<List<Integer>> failed = Optional.empty();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      any = true;
      final Fields trace = new Fields();
      List<Integer> address = List.of();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        final String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "action" -> action(parser, trace);
          case "error" -> take(field, trace, parser);
          case "traceAddress" -> address = numbers(parser);
          default -> parser.skipChildren();
        }
      }
      if (failed.isPresent() && startsWith(address, failed.get())) {
        continue;
      }
      failed = trace.failed ? Optional.of(address) : Optional.empty();
      if (!trace.failed) {
        addIfWanted(calls.size(), trace);
      }
    }
    return any;
  }

  private void action(final JsonParser parser, final Fields trace) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      final String field = parser.currentName();
      parser.nextToken();
      take(field.equals("callType") ? "type" : field, trace, parser);
    }
  }

  private void take(final String field, final Fields frame, final JsonParser parser)
      throws IOException {
    final JsonToken value = parser.currentToken();
    switch (field) {
      case "error" -> {
        frame.failed = value != JsonToken.VALUE_NULL;
        parser.skipChildren();
      }
      case "type" -> frame.type = text(parser);
      case "from" -> frame.from = text(parser);
      case "to" -> frame.to = text(parser);
      case "input" -> {
        if (frame.to.isEmpty() || isContract(frame.to)) {
          frame.input = wanted(text(parser));
        } else {
          parser.skipChildren();
        }
      }
      default -> parser.skipChildren();
    }
  }

  private static String text(final JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }

  /** Empty when it is no call of one of the methods. */
  private Bytes wanted(final String input) throws IOException {
    if (selectors.stream().noneMatch(selector -> input.startsWith(selector.toHexString()))) {
      return Bytes.EMPTY;
    }
    final Bytes bytes = Bytes.fromHexString(input);
    kept += bytes.size();
    if (kept > MAX_KEPT_BYTES) {
      throw new IOException(
          "a trace has more than %d bytes of calls of %s".formatted(MAX_KEPT_BYTES, contract));
    }
    return bytes;
  }

  private boolean isContract(final String to) {
    return to.equalsIgnoreCase(contract.toString());
  }

  private void addIfWanted(final int place, final Fields frame) {
    if (frame.type.equalsIgnoreCase("call") && isContract(frame.to) && !frame.input.isEmpty()) {
      calls.add(place, new Call(Optional.of(Address.fromHex(frame.from)), frame.input));
    } else {
      kept -= frame.input.size();
    }
  }

  private void drop(final int before) {
    final List<Call> inner = calls.subList(before, calls.size());
    inner.forEach(call -> kept -= call.calldata().size());
    inner.clear();
  }

  private static List<Integer> numbers(final JsonParser parser) throws IOException {
    final List<Integer> numbers = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        numbers.add(parser.getValueAsInt());
        parser.skipChildren();
      }
    } else {
      parser.skipChildren();
    }
    return numbers;
  }

  private static boolean startsWith(final List<Integer> address, final List<Integer> outer) {
    return address.size() > outer.size() && address.subList(0, outer.size()).equals(outer);
  }
}
