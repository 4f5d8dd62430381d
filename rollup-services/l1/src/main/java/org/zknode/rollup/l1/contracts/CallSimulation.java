/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.Call;
import org.zknode.rollup.l1.L1Client.Simulation;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;

/** eth_simulateV1 of calls of one account, in one block on top of the newest one. */
record CallSimulation(JsonRpcTransport transport) {
  private static final Logger LOG = LoggerFactory.getLogger(CallSimulation.class);

  Simulation run(final Address from, final List<Call> calls) throws L1RevertException {
    final List<Map<String, String>> json =
        calls.stream()
            .map(
                call ->
                    Map.of(
                        "from", from.toString(),
                        "to", call.to().toString(),
                        "input", call.data().toHexString()))
            .toList();
    final JsonNode results;
    try {
      results =
          transport
              .call(
                  "eth_simulateV1",
                  Map.of("blockStateCalls", List.of(Map.of("calls", json))),
                  "latest")
              .path(0)
              .path("calls");
    } catch (final JsonRpcErrorException e) {
      // Not known, not allowed, or too large: the caller has another way.
      LOG.debug("L1 does not simulate {} calls", calls.size(), e);
      return new Simulation.NotOffered();
    }
    if (results.size() != calls.size()) {
      LOG.debug("L1 simulated {} of {} calls", results.size(), calls.size());
      return new Simulation.NotOffered();
    }
    for (int i = 0; i < calls.size() - 1; i++) {
      if (!succeeded(results.get(i))) {
        return new Simulation.EarlierReverts();
      }
    }
    final JsonNode last = results.get(calls.size() - 1);
    if (!succeeded(last)) {
      throw new L1RevertException(reason(last));
    }
    return new Simulation.Used(EthCalls.longOf(last, "gasUsed"));
  }

  private static boolean succeeded(final JsonNode result) {
    return EthCalls.longOf(result, "status") == 1;
  }

  private static String reason(final JsonNode result) {
    final JsonNode error = result.path("error");
    final Bytes data = hex(error.path("data").isTextual() ? error : result);
    return RevertReasons.decode(data).orElse(error.path("message").asText("no reason given"));
  }

  /** Of the error, or what the call returned. */
  private static Bytes hex(final JsonNode holder) {
    final JsonNode node = holder.path(holder.has("returnData") ? "returnData" : "data");
    return node.isTextual() && node.asText().startsWith("0x")
        ? EthCalls.bytes(node, "revert data")
        : Bytes.EMPTY;
  }
}
