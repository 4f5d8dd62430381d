/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/**
 * A tracer in JavaScript, as geth's debug_traceTransaction takes it (other nodes took over its
 * interface). It keeps the calls of some methods of one contract that succeeded, in the form of
 * callTracer's frames.
 */
final class CallTracerScript {
  private CallTracerScript() {}

  /** The node hands over each frame but the transaction's own. */
  static String of(final Address contract, final List<Bytes> selectors) {
    final String methods =
        selectors.stream()
            .map(selector -> "'%s'".formatted(selector.toHexString()))
            .collect(Collectors.joining(","));
    return """
        {calls: [], marks: [],
         enter: function(frame) {
          this.marks.push(this.calls.length);
          if (frame.getType() !== 'CALL' || toHex(frame.getTo()) !== '%s') return;
          var input = frame.getInput();
          if ([%s].indexOf(toHex(input.slice(0, 4))) < 0) return;
          this.calls.push({type: 'CALL', from: toHex(frame.getFrom()),
                           to: toHex(frame.getTo()), input: toHex(input)});
         },
         exit: function(result) {
          var mark = this.marks.pop();
          if (result.getError() !== undefined) this.calls.length = mark;
         },
         fault: function() {},
         result: function(ctx) {
          return {type: 'TRANSACTION', from: toHex(ctx.from), calls: this.calls};
         }}"""
        .formatted(contract, methods);
  }
}
